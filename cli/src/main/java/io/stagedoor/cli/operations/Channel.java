package io.stagedoor.cli.operations;

import io.stagedoor.auth.support.file.RegularFile;
import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.command.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The channel of a running server, found by the file that the server writes. */
final class Channel {

    private static final Path FILE = Path.of("stagedoor", "data", "operations.json");
    private static final int MAX_FILE = 4096;
    private static final Pattern HOST = Pattern.compile("[0-9.]+|\\[[0-9a-f:.]+]");
    private static final Pattern TOKEN = Pattern.compile("[0-9a-f]{64}");
    private static final int MAX_PORT = 65_535;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;

    private final Path file;
    private final URI uri;
    private final String token;
    private final Duration patience;
    private final HttpClient client;
    private boolean proven;

    private Channel(Path file, URI uri, String token, Duration patience) {
        this.file = file;
        this.uri = uri;
        this.token = token;
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(patience)
                .build();
    }

    /**
     * Finds the channel of a server.
     *
     * @param home the server's RED5_HOME
     */
    static Channel of(Path home) {
        return of(home, PATIENCE);
    }

    /** @param patience for the whole of an answer; for the beginning of one without end */
    static Channel of(Path home, Duration patience) {
        Path file = home.resolve(FILE);
        Fields written = Fields.read(read(file)).orElseThrow(() -> torn(file));
        String host = written.text("address");
        String token = written.text("token");
        long port = written.number("port");
        if (!isLoopback(host) || !TOKEN.matcher(token).matches() || port < 1 || port > MAX_PORT) {
            throw torn(file);
        }
        return new Channel(file, URI.create("http://" + host + ":" + port), token, patience);
    }

    /**
     * Finds the channel of a server, if one runs.
     *
     * @param home the server's RED5_HOME
     * @return empty if it is certain that no server with a channel runs there
     */
    static Optional<Channel> running(Path home) {
        if (Files.notExists(home.resolve(FILE))) {
            return Optional.empty();
        }
        Channel channel = of(home);
        try {
            channel.prove();
            return Optional.of(channel);
        } catch (CommandException e) {
            if (e.getCause() instanceof ConnectException) { // it has ended and left its file behind
                return Optional.empty();
            }
            throw e;
        }
    }

    private static CommandException torn(Path file) {
        return new CommandException(file + " is not as a server writes it; restart the server");
    }

    private static String read(Path file) {
        try {
            return new String(RegularFile.read(file, MAX_FILE), StandardCharsets.US_ASCII);
        } catch (NoSuchFileException e) {
            throw new CommandException(
                    "no server runs here: there is no " + file + ". Start the server, or name its folder with --home."
                            + " (With listen=off in stagedoor.operations.cfg, a server has no channel)",
                    e);
        } catch (AccessDeniedException e) {
            throw new CommandException(
                    "user '" + System.getProperty("user.name") + "' may not read " + file
                            + "; run this as the user that Red5 runs as",
                    e);
        } catch (IOException e) {
            throw new CommandException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The token goes nowhere else, whatever the file says. */
    private static boolean isLoopback(String host) {
        try {
            return HOST.matcher(host).matches() && InetAddress.getByName(host).isLoopbackAddress();
        } catch (IOException e) {
            return false;
        }
    }

    /** Asks for something: JSON as the server sends it, which a terminal shows as it is. */
    String get(String path, Map<String, String> parameters) {
        return send(request(path, parameters).GET().build());
    }

    /** Orders something: JSON as of {@link #get}. */
    String post(String path, Map<String, String> parameters) {
        return send(request(path, parameters)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    /**
     * Asks something that may have secrets in it: they go in the body.
     *
     * @return JSON as of {@link #get}
     */
    String post(String path, Map<String, String> parameters, Map<String, String> form) {
        return send(request(path, parameters)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(encoded(form), StandardCharsets.US_ASCII))
                .build());
    }

    /** Follows something: lines as they come, until the server ends them, or the stream is closed. A line is bounded. */
    Stream<String> follow(String path) {
        prove();
        HttpResponse<InputStream> response =
                response(request(path, Map.of()).GET().build(), BodyHandlers.ofInputStream());
        BoundedLines lines = new BoundedLines(response.body());
        if (response.statusCode() != OK) {
            try (Stream<String> body = lines.stream()) {
                throw refused(response.statusCode(), body.findFirst().orElse(""));
            }
        }
        return lines.stream();
    }

    /**
     * Has the server prove that it knows the token, before the token goes there: after the end of a server, anybody may have its port.
     *
     * @throws CommandException if it does not
     */
    private void prove() {
        if (proven) {
            return;
        }
        Proof proof = Proof.make(uri.getAuthority(), token);
        HttpResponse<Void> response = response(
                HttpRequest.newBuilder(uri.resolve("/v1/status"))
                        .header(Proof.NONCE, proof.nonce())
                        .GET()
                        .build(),
                BodyHandlers.discarding());
        if (!proof.isGivenBy(response.headers().allValues(Proof.ANSWER))) {
            throw new CommandException("what listens on " + uri.getAuthority()
                    + " does not prove that it is the server that wrote " + file
                    + ": that server has ended and another program has its port, or it is of another version than this"
                    + " command, or it has just started again. Try again, or start the server");
        }
        proven = true;
    }

    private HttpRequest.Builder request(String path, Map<String, String> parameters) {
        String query = encoded(parameters);
        return HttpRequest.newBuilder(uri.resolve(query.isEmpty() ? path : path + "?" + query))
                .header("Authorization", "Bearer " + token);
    }

    private static String encoded(Map<String, String> pairs) {
        return pairs.entrySet().stream()
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private String send(HttpRequest request) {
        prove();
        HttpResponse<String> response = response(request, BoundedText.handler());
        if (response.statusCode() != OK) {
            throw refused(response.statusCode(), response.body());
        }
        return response.body().strip();
    }

    private <T> HttpResponse<T> response(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request, handler);
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new CommandException(
                    "the server has not answered within " + patience.toSeconds() + " s. Try again", e);
        } catch (ExecutionException e) {
            throw failed(Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted", e);
        } finally {
            answer.cancel(true);
        }
    }

    private CommandException failed(Throwable cause) {
        if (cause instanceof ConnectException) {
            return new CommandException(
                    "the server that wrote " + file
                            + " does not answer: it has ended, or is starting again. Start it, or"
                            + " try again in a moment",
                    cause);
        }
        return cause instanceof BoundedText.TooLong
                ? new CommandException(String.valueOf(cause.getMessage()), cause)
                : new CommandException(
                        "the server broke off: " + Printable.of(String.valueOf(cause.getMessage())) + ". Try again",
                        cause);
    }

    private CommandException refused(int status, String body) {
        return new CommandException(
                status == UNAUTHORIZED
                        ? "the server does not know the token in " + file + ": it has just started again. Try again"
                        : "the server refused: " + Printable.of(Fields.of(body).text("error")));
    }
}
