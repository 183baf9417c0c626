package io.stagedoor.cli.token;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.Transport;
import io.stagedoor.cli.command.QuietOption;
import io.stagedoor.cli.command.TimeSpan;
import io.stagedoor.cli.key.PrivateKeyFile;
import io.stagedoor.cli.secret.HomeSecret;
import io.stagedoor.cli.secret.SharedSecret;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stagedoor token}. */
@Command(
        name = "token",
        description = "Prints a JSON Web Token, signed with the shared secret (HS256) or with a private key.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class TokenCommand implements Callable<Integer> {

    private static final String ID = "jti";

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(names = "--sub", paramLabel = "NAME", defaultValue = "", description = "Name of the user (sub).")
    private String subject;

    @Option(names = "--name", paramLabel = "NAME", defaultValue = "", description = "Full name of the user (name).")
    private String name;

    @Option(names = "--id", paramLabel = "ID", description = "Id of the token (jti). Default: a random one.")
    private @Nullable String id;

    @Option(
            names = "--roles",
            paramLabel = "ROLE",
            split = ",",
            description = "publisher, subscriber, or publisher,subscriber. Default: no such claim, which allows both.")
    private List<String> roles = List.of();

    @Option(
            names = "--transports",
            paramLabel = "NAME",
            split = ",",
            description = "RTMP, RTSP, WHIP, WHEP, SRT, MPEGTS, HTTP, WS. Default: all.")
    private List<String> transports = List.of();

    @Option(
            names = "--rooms",
            paramLabel = "ROOM",
            split = ",",
            description = "Rooms the token is limited to. Default: all, and streams without a room.")
    private List<String> rooms = List.of();

    @Option(names = "--issuer", paramLabel = "NAME", defaultValue = "", description = "Issuer of the token (iss).")
    private String issuer;

    @Option(
            names = "--audience",
            paramLabel = "NAME",
            split = ",",
            description = "Whom the token is for (aud). Default: none.")
    private List<String> audiences = List.of();

    @Option(
            names = "--claim",
            paramLabel = "NAME=VALUE",
            description = "Another claim; may be given several times. VALUE is JSON, or else a text.")
    private Map<String, String> claims = Map.of();

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            defaultValue = "5m",
            converter = TimeSpan.class,
            description = "How long the token is valid: 90s, 5m, 2h. Default: ${DEFAULT-VALUE}.")
    private Duration ttl;

    /** Where the secret comes from: never from an argument, which every user of the machine could see. */
    static final class Source {
        @Option(names = "--secret-file", paramLabel = "FILE", description = "File that holds the secret.")
        private Path file;

        @Option(
                names = "--home",
                paramLabel = "DIR",
                description = "Folder of Red5, with one JWT authenticator whose secret is in a file.")
        private Path home;

        @Option(
                names = "--secret-env",
                paramLabel = "NAME",
                description = "Environment variable that holds the secret.")
        private String variable;

        @Option(
                names = "--key-file",
                paramLabel = "FILE",
                description = "File that holds the private key, in PEM: see stagedoor key new.")
        private Path keyFile;

        @Parameters(paramLabel = "STDIN", description = "-, to read the secret from standard input.")
        private String input;
    }

    @Mixin
    private QuietOption quiet;

    TokenCommand() {}

    @Override
    public Integer call() throws IOException {
        // One moment for iat and exp, or they are a second off now and then.
        Clock clock = Clock.fixed(Instant.now(), ZoneOffset.UTC);
        TokenRequest request = new TokenRequest(
                subject,
                name,
                issuer,
                audiences.stream()
                        .map(String::strip)
                        .filter(one -> !one.isEmpty())
                        .toList(),
                roles.stream().map(this::role).toList(),
                transports.stream().map(this::transport).toList(),
                rooms.stream().map(this::room).toList(),
                others(),
                clock.instant().plus(ttl));
        String token = maker(clock).make(request);
        if (source.keyFile == null && !quiet.isQuiet()) {
            noteLifetime();
        }
        spec.commandLine().getOut().println(token);
        return 0;
    }

    private Map<String, Object> others() {
        Map<String, Object> others = new LinkedHashMap<>();
        claims.forEach((claim, value) -> {
            if (claim.isBlank()) {
                throw wrong("--claim: a claim needs a name; write NAME=VALUE");
            }
            if (TokenRequest.NAMES.contains(claim) && !isFree(claim)) {
                throw wrong("--claim: " + claim + " has an option of its own");
            }
            others.put(claim, valueOf(claim, value));
        });
        if (id != null && others.containsKey(ID)) {
            throw wrong("--claim: jti has an option of its own, --id; give one of them");
        }
        if (id != null && id.isBlank()) {
            throw wrong("--id: is blank; leave it out for a random one");
        }
        // Each token is another one: it can be revoked, and used once.
        others.putIfAbsent(ID, id == null ? UUID.randomUUID().toString() : id);
        return others;
    }

    /** Issuers have these in other forms than the option writes. */
    private boolean isFree(String claim) {
        return switch (claim) {
            case "roles" -> roles.isEmpty();
            case "red5-transport" -> transports.isEmpty();
            case "red5-room" -> rooms.isEmpty();
            default -> false;
        };
    }

    private Object valueOf(String claim, String text) {
        try {
            Map<String, Object> parsed = JSONObjectUtils.parse("{\"value\":" + text + "}");
            Object value = parsed.get("value");
            return value == null || parsed.size() > 1 ? text : value;
        } catch (ParseException e) { // a text, unless it was meant as something else
            if (text.startsWith("[") || text.startsWith("{") || text.startsWith("\"")) {
                throw wrong("--claim: the value of " + claim
                        + " begins like JSON, and is none; quote it for the shell, such as '" + claim
                        + "=[\"a\",\"b\"]'");
            }
            return text;
        }
    }

    private TokenMaker maker(Clock clock) throws IOException {
        if (source.keyFile == null) {
            return new TokenMaker(secret(), clock);
        }
        PrivateKeyFile key = PrivateKeyFile.read(source.keyFile);
        return new TokenMaker(key.header(), key::sign, clock);
    }

    private void noteLifetime() {
        LongestLifetime longest = LongestLifetime.of(source.file);
        if (longest.isLessThan(ttl)) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "note: the server refuses this token (LIFETIME_TOO_LONG): --ttl is longer than jwtTtlMinutes="
                                    + longest.minutes() + ", " + longest.origin());
        }
    }

    private Secret secret() throws IOException {
        if (source.home != null) {
            source.file = HomeSecret.in(source.home);
        }
        if (source.file != null) {
            return SharedSecret.inFile(source.file, "--secret-file");
        }
        if (source.variable != null) {
            String value = System.getenv(source.variable);
            if (value == null || value.isEmpty()) {
                throw wrong("--secret-env: no such environment variable: " + source.variable);
            }
            return SharedSecret.ofText(value, "--secret-env");
        }
        if (!source.input.equals("-")) {
            // Not repeated: it may be a secret that somebody typed.
            throw wrong(
                    "a secret must not be an argument, where others can see it; use --home, --secret-file, --secret-env or -");
        }
        return SharedSecret.from(System.in, "standard input");
    }

    private String role(String role) {
        return switch (role.strip()) {
            case "publisher", TokenRequest.PUBLISHER -> TokenRequest.PUBLISHER;
            case "subscriber", TokenRequest.SUBSCRIBER -> TokenRequest.SUBSCRIBER;
            default -> throw wrong("--roles: '" + role + "' is not a role (use publisher, subscriber)");
        };
    }

    private String transport(String transport) {
        return Transport.named(transport.strip())
                .map(Transport::name)
                .orElseThrow(() -> wrong("--transports: '" + transport + "' is not a transport (use "
                        + String.join(
                                ", ",
                                List.of(Transport.values()).stream()
                                        .map(Transport::name)
                                        .toList()) + ")"));
    }

    private String room(String room) {
        if (room.isBlank()) {
            throw wrong("--rooms: empty room name");
        }
        return room.strip();
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
