package io.stagedoor.cli.server;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stagedoor serve}. */
@Command(
        name = "serve",
        description = {
            "Runs a Red5 with Stagedoor in the foreground, until it is told to end.",
            "Prints one line that begins with 'ready' when clients are answered; what Red5 logs goes to standard error."
        },
        footer = {
            "",
            "Configuration is DIR/stagedoor/conf/*.cfg; examples lie beside it. A change needs no restart.",
            "STAGEDOOR_JAVA_OPTS holds further options for Red5's Java, for example -Xmx2g."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = "stagedoor-home",
            description = "Folder to run in; made if it is new. Default: ${DEFAULT-VALUE}.")
    private Path home;

    @Option(
            names = "--rtmp-port",
            paramLabel = "N",
            description =
                    "Port for RTMP, 0 for any free one. Default: as DIR/conf/red5.properties says, 1935 in a new one.")
    private Integer rtmpPort;

    @Option(
            names = "--http-port",
            paramLabel = "N",
            description =
                    "Port for HTTP, 0 for any free one. Default: as DIR/conf/red5.properties says, 5080 in a new one.")
    private Integer httpPort;

    ServeCommand() {}

    @Override
    public Integer call() throws Exception {
        OptionalInt rtmp = port("--rtmp-port", rtmpPort);
        OptionalInt http = port("--http-port", httpPort);
        try (Red5Home red5 = Red5Home.prepare(home, Distribution.locate())) {
            PrintWriter err = spec.commandLine().getErr();
            Red5Server server = Red5Server.start(red5, rtmp, http, err::println);
            return Foreground.run(server::close, () -> serve(red5, server));
        }
    }

    private int serve(Red5Home red5, Red5Server server) throws InterruptedException {
        server.awaitReady();
        PrintWriter out = spec.commandLine().getOut();
        out.println("ready " + server.rtmpUrl() + " " + server.httpUrl() + " " + red5.folder());
        out.flush();
        throw server.ended();
    }

    private OptionalInt port(String option, Integer port) {
        if (port == null) {
            return OptionalInt.empty();
        }
        if (port < 0 || port > 65535) {
            throw new ParameterException(spec.commandLine(), option + ": " + port + " is no port number");
        }
        return OptionalInt.of(port);
    }
}
