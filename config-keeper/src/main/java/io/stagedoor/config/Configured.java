package io.stagedoor.config;

import java.util.HashMap;
import java.util.Map;

/** The current configuration, without its values. */
final class Configured {

    /** Each session keeps it, and none is chosen by anybody: a part of the digest tells them apart. */
    private static final int LENGTH = 16;

    private static final String AUTHENTICATORS = "stagedoor.authenticator.";
    private static final String APPLICATIONS = "stagedoor.application";

    private Configured() {}

    /** By PID, a text of one length for each configuration that is another when that says something else. */
    static Map<String, String> fingerprints(Scan scan) {
        Map<String, String> fingerprints = new HashMap<>();
        scan.all().stream()
                .filter(seen -> seen.properties() != null)
                .forEach(seen -> fingerprints.put(
                        seen.pid(),
                        Values.fingerprint(Values.of(seen.properties())).substring(0, LENGTH)));
        return fingerprints;
    }

    /** The names that authenticators are configured by, each with the PID: also of those whose bundles are missing. */
    static Map<String, String> names(Scan scan) {
        Map<String, String> names = new HashMap<>();
        scan.all().stream()
                .filter(seen -> seen.properties() != null
                        && String.valueOf(seen.factoryPid()).startsWith(AUTHENTICATORS))
                .forEach(seen -> {
                    if (Values.of(seen.properties()).get("name") instanceof String name) {
                        names.put(name, seen.pid());
                    }
                });
        return names;
    }

    /** How many applications are configured. */
    static int applications(Scan scan) {
        return (int) scan.all().stream()
                .filter(seen -> APPLICATIONS.equals(seen.factoryPid()) && seen.properties() != null)
                .count();
    }
}
