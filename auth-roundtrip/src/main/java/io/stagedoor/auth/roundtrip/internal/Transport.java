package io.stagedoor.auth.roundtrip.internal;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Posts JSON and reads the answer, whole, within a deadline. Follows no redirect and never sends anything twice. */
final class Transport {

    private final HttpClient client;

    /** An answer: the body may have been too long to be read. */
    record Reply(int status, CappedBody.Content body) {}

    Transport(Settings.Connection settings, Executor executor) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .executor(executor)
                .connectTimeout(settings.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER);
        settings.tls().context().ifPresent(builder::sslContext);
        client = withoutContextLoader(builder);
    }

    /** The client's own thread keeps what it inherits, and lives on until the client is collected. */
    private static HttpClient withoutContextLoader(HttpClient.Builder builder) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(null);
        try {
            return builder.build();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /**
     * Blocks until there is an answer or the deadline has passed; the request is broken off then.
     *
     * @throws NoAnswer if there was none
     */
    Reply post(URI url, Map<String, String> headers, byte[] json, Deadline deadline) throws NoAnswer {
        long nanos = deadline.nanosLeft();
        if (nanos <= 0) {
            throw new NoAnswer("no time was left to ask");
        }
        CompletableFuture<HttpResponse<CappedBody.Content>> sent = send(request(url, headers, json, nanos));
        try {
            HttpResponse<CappedBody.Content> response = sent.get(nanos, TimeUnit.NANOSECONDS);
            return new Reply(response.statusCode(), response.body());
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw new NoAnswer("no answer in time");
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            throw new NoAnswer("asking was interrupted");
        } catch (ExecutionException e) {
            throw NoAnswer.because(e.getCause());
        }
    }

    private CompletableFuture<HttpResponse<CappedBody.Content>> send(HttpRequest request) throws NoAnswer {
        try {
            return client.sendAsync(request, head -> new CappedBody());
        } catch (RuntimeException e) {
            throw NoAnswer.because(e);
        }
    }

    private static HttpRequest request(URI url, Map<String, String> headers, byte[] json, long nanos) {
        boolean encrypted = url.getScheme().equalsIgnoreCase("https");
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                // To http: this client would else offer h2c, which backends that know nothing of it may stumble over.
                .version(encrypted ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofNanos(nanos))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(new OnceBody(json));
        headers.forEach(request::header);
        return request.build();
    }
}
