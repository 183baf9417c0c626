package io.stagedoor.cli.token;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.Transport;
import io.stagedoor.cli.TimeSpan;
import io.stagedoor.cli.secret.SharedSecret;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stagedoor token}. */
@Command(
        name = "token",
        description = "Prints a JSON Web Token, signed with the shared secret (HS256).",
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class TokenCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(names = "--sub", paramLabel = "NAME", defaultValue = "", description = "Who the token is for.")
    private String subject;

    @Option(names = "--name", paramLabel = "NAME", defaultValue = "", description = "The user's full name.")
    private String name;

    @Option(
            names = "--roles",
            paramLabel = "ROLE",
            split = ",",
            description =
                    "publisher, subscriber, or both with a comma between; without this option the token allows both.")
    private List<String> roles = List.of();

    @Option(
            names = "--transports",
            paramLabel = "NAME",
            split = ",",
            description = "RTMP, RTSP, WHIP, WHEP, SRT, MPEGTS, HTTP, WS; without this option the token allows all.")
    private List<String> transports = List.of();

    @Option(
            names = "--rooms",
            paramLabel = "ROOM",
            split = ",",
            description =
                    "Rooms the token is limited to; without this option it allows all, and streams without a room.")
    private List<String> rooms = List.of();

    @Option(names = "--issuer", paramLabel = "NAME", defaultValue = "", description = "Who made the token (iss).")
    private String issuer;

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            defaultValue = "5m",
            converter = TimeSpan.class,
            description = "How long it is good: 90s, 5m, 2h. Default: ${DEFAULT-VALUE}.")
    private Duration ttl;

    /** Where the secret comes from: never from an argument, which every user of the machine could see. */
    static final class Source {
        @Option(names = "--secret-file", paramLabel = "FILE", description = "File that holds the secret.")
        private Path file;

        @Option(
                names = "--secret-env",
                paramLabel = "NAME",
                description = "Environment variable that holds the secret.")
        private String variable;

        @Parameters(paramLabel = "-", description = "Read the secret from standard input.")
        private String input;
    }

    TokenCommand() {}

    @Override
    public Integer call() throws IOException {
        Clock clock = Clock.systemUTC();
        TokenRequest request = new TokenRequest(
                subject,
                name,
                issuer,
                roles.stream().map(this::role).toList(),
                transports.stream().map(this::transport).toList(),
                rooms.stream().map(this::room).toList(),
                clock.instant().plus(ttl));
        spec.commandLine().getOut().println(new TokenMaker(secret(), clock).make(request));
        return 0;
    }

    private Secret secret() throws IOException {
        if (source.file != null) {
            return SharedSecret.inFile(source.file, "--secret-file");
        }
        if (source.variable != null) {
            String value = System.getenv(source.variable);
            if (value == null || value.isEmpty()) {
                throw wrong("--secret-env: there is no environment variable " + source.variable);
            }
            return SharedSecret.ofText(value, "--secret-env");
        }
        if (!source.input.equals("-")) {
            // Not repeated: it may be a secret that somebody typed.
            throw wrong("A secret is no argument, others could see it: use --secret-file, --secret-env or -");
        }
        return SharedSecret.from(System.in, "standard input");
    }

    private String role(String role) {
        return switch (role.strip()) {
            case "publisher", TokenRequest.PUBLISHER -> TokenRequest.PUBLISHER;
            case "subscriber", TokenRequest.SUBSCRIBER -> TokenRequest.SUBSCRIBER;
            default -> throw wrong("--roles: '" + role + "' is neither publisher nor subscriber");
        };
    }

    private String transport(String transport) {
        return Transport.named(transport.strip())
                .map(Transport::name)
                .orElseThrow(() -> wrong("--transports: '" + transport + "' is none of "
                        + String.join(
                                ", ",
                                List.of(Transport.values()).stream()
                                        .map(Transport::name)
                                        .toList())));
    }

    private String room(String room) {
        if (room.isBlank()) {
            throw wrong("--rooms: a room's name is missing");
        }
        return room.strip();
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
