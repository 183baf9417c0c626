package io.stagedoor.gateway.door.settings;

import io.stagedoor.auth.support.property.Properties;
import io.stagedoor.core.settings.SourceAddresses;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One {@code stagedoor.server} configuration. Immutable, but for the content of files.
 *
 * @param name by which URLs name the server
 * @param secret by what it proves itself; empty where a client certificate does
 * @param vhosts in lower case, that its clients may name; empty for any
 * @param deadline how soon it gets an answer
 * @param opensConnects whether a client may connect that shows nothing
 * @param keep how long a client counts of whom it tells nothing any more
 * @param api by which clients are ended there; empty if they are not
 * @param origin where playlists are fetched; empty if none are served
 * @param apiSecret what is shown at the API; empty for nothing
 */
public record ServerSettings(
        String name,
        Kind kind,
        Optional<ServerSecret> secret,
        SourceAddresses sources,
        PathTemplate template,
        Set<String> vhosts,
        Duration deadline,
        boolean opensConnects,
        Duration keep,
        Optional<URI> api,
        Optional<ServerSecret> apiSecret,
        Optional<URI> origin) {

    /** The PID. */
    public static final String PID = "stagedoor.server";

    private static final String SOURCES = "sources";
    private static final String TEMPLATE = "pathTemplate";
    private static final String API = "apiUrl";

    /** The longest name. */
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,62}";

    /**
     * Reads the properties.
     *
     * @param name of the instance, as its file has it
     * @throws IllegalArgumentException naming the property, what is wrong and what to do; never a secret
     */
    static ServerSettings of(String name, Properties properties) {
        properties.requireKnown();
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException(
                    "the name behind stagedoor.server- has something else in it than letters, digits, '.', '_' and '-', or more than 63 of them; rename the file");
        }
        String kind = properties.required("kind");
        Kind known = Kind.of(kind)
                .orElseThrow(() -> new IllegalArgumentException("kind: is not known; set it to one of " + Kind.all()));
        List<String> sources = properties.list(SOURCES, ',');
        if (sources.isEmpty()) {
            throw new IllegalArgumentException(SOURCES + ": is empty, so that the server may ask from nowhere; set it");
        }
        return new ServerSettings(
                name,
                known,
                ServerSecret.of(properties, "secretFile", true),
                SourceAddresses.of(SOURCES, sources),
                PathTemplate.of(TEMPLATE, properties.text(TEMPLATE), properties.text("application")),
                properties.list("vhosts", ',').stream()
                        .map(host -> host.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet()),
                properties.duration("deadlineMillis"),
                properties.flag("connectWithoutCredentials"),
                properties.duration("keepSeconds"),
                url(properties, API),
                ServerSecret.of(properties, "apiSecretFile", false),
                url(properties, "origin"));
    }

    private static Optional<URI> url(Properties properties, String key) {
        String text = properties.text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean isFit = List.of("http", "https").contains(url.getScheme())
                    && url.getHost() != null
                    && url.getUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null;
            if (isFit) {
                return Optional.of(url);
            }
        } catch (IllegalArgumentException e) { // its text repeats the value
            throw new IllegalArgumentException(key + ": is no URL; correct it");
        }
        throw new IllegalArgumentException(
                key + ": is not http:// or https:// with a host and a path alone, without user and query; correct it");
    }

    /** What is wrong with its files as they are now. */
    List<String> problems() {
        return Stream.of(secret, apiSecret)
                .flatMap(Optional::stream)
                .flatMap(one -> one.problem().stream())
                .toList();
    }

    /** Reads its files again. */
    void look() {
        secret.ifPresent(ServerSecret::look);
        apiSecret.ifPresent(ServerSecret::look);
    }
}
