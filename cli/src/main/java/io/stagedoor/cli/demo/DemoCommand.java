package io.stagedoor.cli.demo;

import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.server.Foreground;
import io.stagedoor.cli.server.Listen;
import io.stagedoor.cli.server.Red5Server;
import io.stagedoor.cli.token.TokenRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stagedoor demo}. */
@Command(
        name = "demo",
        description = {
            "Shows what Stagedoor does, with a server in a temporary folder on free ports: clients with valid tokens publish and"
                    + " play, others are refused, with the reasons. Then replaces the authenticator, its secret and its bundle"
                    + " while a stream runs.",
            "Then keeps serving for you to try, until stopped (Ctrl-C or SIGTERM). Leaves nothing behind."
        },
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {

    private static final Duration TO_TRY = Duration.ofMinutes(55);
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int CONNECT_MILLIS = 2000;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--exit",
            description = "End after the show. Exit code 0 if everything went as it should, otherwise 1.")
    private boolean exit;

    @Option(
            names = "--backend",
            paramLabel = "URL",
            description =
                    "A backend that decides about clients without a token. Sample: 'node samples/backend-node/server.mjs'"
                            + " listens at http://127.0.0.1:3000.")
    private @Nullable String backend;

    DemoCommand() {}

    @Override
    public Integer call() throws Exception {
        Optional<URI> asked = Optional.ofNullable(backend).map(DemoCommand::url);
        asked.ifPresent(DemoCommand::requireAnswer);
        return Foreground.run(spec.commandLine().getOut(), foreground -> perform(foreground, asked));
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text);
            if (url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // It begins with an address, for example.
        }
        throw new CommandException("--backend: '" + text + "' is not a URL with a host; begin it with http://");
    }

    /** The show cannot go as it should without the backend: says so before it begins. */
    private static void requireAnswer(URI backend) {
        String host = backend.getHost();
        int standard = "https".equalsIgnoreCase(backend.getScheme()) ? HTTPS_PORT : HTTP_PORT;
        int port = backend.getPort() < 0 ? standard : backend.getPort();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
        } catch (IOException e) {
            throw new CommandException(
                    "--backend: nothing listens at " + host + ":" + port
                            + "; start the backend first, or correct the URL",
                    e);
        }
    }

    private int perform(Foreground foreground, Optional<URI> asked) throws IOException, InterruptedException {
        Transcript transcript = new Transcript(spec.commandLine().getOut());
        long began = System.nanoTime();
        try (DemoHome home = DemoHome.make(asked)) {
            transcript.say("A server with its own secret");
            transcript.fact("folder", home.home().folder() + ", deleted at the end");
            transcript.fact("secret", "stagedoor/secrets/" + DemoHome.SECRET_FILE);
            transcript.fact("settings", "stagedoor/conf/" + DemoHome.AUTHENTICATOR_FILE);
            if (backend != null) {
                transcript.fact("", "stagedoor/conf/" + DemoHome.BACKEND_FILE);
            }
            transcript.fact("", "stagedoor/conf/" + DemoHome.USERS_FILE);
            transcript.fact("", "stagedoor/conf/" + DemoHome.APPLICATION_FILE);
            try (Red5Server server = Red5Server.start(home.home(), Listen.onFreePorts(), line -> {})) {
                server.awaitReady();
                transcript.fact(
                        "ready", server.rtmpUrl() + " after " + (System.nanoTime() - began) / 1_000_000 + " ms");
                return perform(transcript, server, home);
            } catch (CommandException e) {
                if (!foreground.isStopping()) {
                    home.keepLogs();
                }
                throw e;
            }
        }
    }

    private int perform(Transcript transcript, Red5Server server, DemoHome home)
            throws IOException, InterruptedException {
        if (!show(transcript, server, home)) {
            throw new CommandException(
                    "not everything went as it should; see " + home.home().serverLog());
        }
        if (!exit) {
            server.awaitEnd();
        }
        return 0;
    }

    private boolean show(Transcript transcript, Red5Server server, DemoHome home)
            throws IOException, InterruptedException {
        AuditLog audit = new AuditLog(home.home().auditLog());
        Scenes scenes = new Scenes(transcript, audit, server.rtmpUrl(), home::secret);
        try (RunningStream stream = new RunningStream(Scenes.PATIENCE)) {
            transcript.say("");
            transcript.say("Clients with a valid token get in");
            scenes.allowed(stream);
            transcript.say("");
            transcript.say("Everyone else stays out, and the audit log says why");
            scenes.refused();
            if (backend != null) {
                transcript.say("");
                transcript.say("The backend decides about clients without a token");
                scenes.backend();
            }
            Visitors visitors = new Visitors(audit, Scenes.PATIENCE);
            switches(new SwitchScenes(transcript, visitors, scenes, stream, home));
            transcript.say("");
            transcript.say("The stream that ran meanwhile");
            scenes.streamed(stream);
        }
        if (!exit) {
            transcript.say("");
            toTry(transcript, scenes, home);
        }
        return transcript.good();
    }

    private static void switches(SwitchScenes scenes) throws IOException, InterruptedException {
        scenes.passwords();
        scenes.tokensAgain();
        scenes.rotation();
        scenes.bundle();
    }

    private static void toTry(Transcript transcript, Scenes scenes, DemoHome home) throws IOException {
        String token = scenes.token("you", List.of(TokenRequest.PUBLISHER, TokenRequest.SUBSCRIBER), List.of(), TO_TRY);
        transcript.say("Your turn, for the next " + TO_TRY.toMinutes() + " minutes");
        transcript.fact("publish", "URL=" + scenes.url());
        transcript.fact("", "TOKEN=$(cat " + home.writeToken(token) + ")");
        transcript.fact("", "ffmpeg -re -f lavfi -i testsrc -c:v flv -f flv \"$URL?token=$TOKEN/mine\"");
        transcript.fact("play", "ffplay \"$URL?token=$TOKEN/mine\"");
        transcript.fact("OBS", "server: what 'echo \"$URL?token=$TOKEN\"' prints; stream key: mine");
        transcript.fact("end", "Ctrl-C");
    }
}
