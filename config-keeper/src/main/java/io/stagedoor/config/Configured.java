package io.stagedoor.config;

import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The current configuration, without its values. */
final class Configured {

    /** Each session keeps it, and none is chosen by anybody: a part of the digest tells them apart. */
    private static final int LENGTH = 16;

    private static final String AUTHENTICATORS = "stagedoor.authenticator.";

    /** Of each authenticator: see the interface of authenticators. */
    private static final String SERVICE_NAME = "authenticator.name";

    private static final String APPLICATIONS = "stagedoor.application";
    private static final String REVOCATIONS = "stagedoor.revocation";

    private Configured() {}

    /** By PID, a text of one length for each configuration that is another when that says something else. */
    static Map<String, String> fingerprints(Scan scan) {
        Map<String, String> fingerprints = new HashMap<>();
        for (Scan.Seen seen : scan.all()) {
            Dictionary<String, Object> properties = seen.properties();
            if (properties != null) {
                fingerprints.put(
                        seen.pid(), Values.fingerprint(Values.of(properties)).substring(0, LENGTH));
            }
        }
        return fingerprints;
    }

    /** The names that authenticators are configured by, each with the PID: also of those whose bundles are missing. */
    static Map<String, String> names(Scan scan) {
        Map<String, String> names = new HashMap<>();
        for (Scan.Seen seen : scan.all()) {
            if (name(seen) instanceof String name) {
                names.put(name, seen.pid());
            }
        }
        return names;
    }

    /** A component that does not read a name itself gets the service property from its configuration. */
    private static @Nullable Object name(Scan.Seen seen) {
        if (seen.properties() == null) {
            return null;
        }
        Map<String, ?> values = Values.of(seen.properties());
        if (values.get(SERVICE_NAME) != null) {
            return values.get(SERVICE_NAME);
        }
        return String.valueOf(seen.factoryPid()).startsWith(AUTHENTICATORS) ? values.get("name") : null;
    }

    /** How many applications are configured. */
    static int applications(Scan scan) {
        return count(scan, APPLICATIONS);
    }

    /** How many configurations of revocations there are. */
    static int revocations(Scan scan) {
        return count(scan, REVOCATIONS);
    }

    private static int count(Scan scan, String factoryPid) {
        return (int) scan.all().stream()
                .filter(seen -> factoryPid.equals(seen.factoryPid()) && seen.properties() != null)
                .count();
    }
}
