package io.stagedoor.cli.operations;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which clients are meant: those that everything here fits that is given. */
final class FilterOptions {

    @Option(names = "--sub", paramLabel = "NAME", description = "Who the client is, or says that it is.")
    private @Nullable String subject;

    @Option(names = "--app", paramLabel = "NAME", description = "Application.")
    private @Nullable String application;

    @Option(names = "--stream", paramLabel = "NAME", description = "Stream: its name, or ROOM/NAME.")
    private @Nullable String stream;

    @Option(names = "--protocol", paramLabel = "NAME", description = "RTMP, HTTP, WS, …, as in the audit log.")
    private @Nullable String protocol;

    @Option(names = "--id", paramLabel = "ID", description = "The client's id: 'connection' in the audit log.")
    private @Nullable String id;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /**
     * By the names of the channel; empty for everybody.
     *
     * @throws ParameterException if one has an empty value, such as that of a variable that is not set: it names nobody
     */
    Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        Given.put(spec, parameters, "sub", subject);
        Given.put(spec, parameters, "app", application);
        Given.put(spec, parameters, "stream", stream);
        Given.put(spec, parameters, "protocol", protocol);
        Given.put(spec, parameters, "id", id);
        return parameters;
    }

    /** Whether a line of the audit log is meant. */
    boolean fits(Fields line) {
        return fits(id, line.text("connection"))
                && (fits(subject, line.text("subject")) || fits(subject, line.text("claimed")))
                && fits(application, line.text("application"))
                && (protocol == null || protocol.equalsIgnoreCase(line.text("protocol")))
                && (fits(stream, line.text("stream")) || fits(stream, line.text("room") + "/" + line.text("stream")));
    }

    private static boolean fits(@Nullable String wanted, String other) {
        return wanted == null || wanted.equals(other);
    }
}
