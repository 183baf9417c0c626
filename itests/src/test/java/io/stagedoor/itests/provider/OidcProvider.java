package io.stagedoor.itests.provider;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** The certified provider {@code oidc-provider} in Node.js, with clients that have tokens of their own. */
public final class OidcProvider implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(1);
    private static final Pattern READY = Pattern.compile("ready (http://127\\.0\\.0\\.1:\\d+)");

    private final String secret = UUID.randomUUID().toString();
    private final ProviderProcess process;
    private final String issuer;
    private final JsonCalls calls;
    private int changes;

    private OidcProvider(Path folder, Path log) {
        process = ProviderProcess.start(List.of("node", "provider.mjs"), folder, Map.of("CLIENT_SECRET", secret), log);
        issuer = process.await(READY, START);
        calls = new JsonCalls(URI.create(issuer));
    }

    /** Whether its packages are installed. */
    public static boolean isInstalled(Path folder) {
        return Files.isDirectory(folder.resolve("node_modules/oidc-provider"));
    }

    /**
     * Starts one.
     *
     * @param folder its script and its packages
     * @param log gets what it prints
     */
    public static OidcProvider start(Path folder, Path log) {
        return new OidcProvider(folder, log);
    }

    /** What {@code iss} of its tokens is. */
    public String issuer() {
        return issuer;
    }

    /**
     * An access token.
     *
     * @param algorithm that signs it
     * @param scope {@code publish}, {@code play} or both
     * @param resource whom it is for; empty for nobody, which makes it opaque
     */
    public String token(String algorithm, String scope, String resource) {
        Map<String, String> form = new HashMap<>(Map.of(
                "grant_type", "client_credentials", "client_id", "encoder-" + algorithm, "client_secret", secret));
        if (!resource.isEmpty()) {
            form.put("scope", scope);
            form.put("resource", resource);
        }
        return calls.form("/token", form).path("access_token").asText();
    }

    /**
     * Publishes other keys for an algorithm; the first one signs. One of a name that it has had is the same as before. Returns when they are
     * published.
     */
    public void publish(String algorithm, String... kids) {
        changes++;
        process.say(algorithm + " " + String.join(" ", kids));
        process.await(Pattern.compile("published (" + changes + "): "), START);
    }

    @Override
    public void close() {
        process.close();
    }
}
