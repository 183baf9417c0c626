package io.stagedoor.cli.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What the server says of itself.
 *
 * @param loaded whether Red5 has loaded Stagedoor's plugin; while it has not, Red5 lets everyone in
 * @param started whether the OSGi framework runs
 * @param outage why every client is refused; empty while configuration decides
 * @param applications those that Red5 has started
 * @param configured those that Stagedoor's configuration is about
 * @param deciders who decides about each of these
 * @param closed why every client is refused, whatever it shows; empty if that is not so
 * @param problems what keeps configuration from working as it should
 */
record Status(
        boolean loaded,
        boolean started,
        String outage,
        List<String> applications,
        List<String> configured,
        List<String> deciders,
        List<String> closed,
        List<String> problems) {

    /** Reads the line of {@code io.stagedoor.launch}. */
    static Status of(String line) {
        List<String> started = values(line, "started");
        return new Status(
                !started.isEmpty(),
                started.contains("true"),
                String.join("", values(line, "outage")),
                values(line, "application"),
                values(line, "configured"),
                values(line, "decider"),
                values(line, "closed"),
                values(line, "problem"));
    }

    private static List<String> values(String line, String key) {
        return Arrays.stream(line.split("&"))
                .filter(pair -> pair.startsWith(key + "="))
                .map(pair -> URLDecoder.decode(pair.substring(key.length() + 1), StandardCharsets.UTF_8))
                .toList();
    }
}
