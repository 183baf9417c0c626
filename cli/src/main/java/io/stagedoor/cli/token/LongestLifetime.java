package io.stagedoor.cli.token;

import io.stagedoor.auth.support.file.FileReplacement;
import io.stagedoor.auth.support.file.Lines;
import io.stagedoor.auth.support.file.Lines.Line;
import io.stagedoor.auth.support.text.Blanks;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a token may be good where it is to be used.
 *
 * @param minutes the property {@code jwtTtlMinutes}
 * @param origin where it stands
 */
record LongestLifetime(long minutes, String origin) {

    private static final long DEFAULT_MINUTES = 60;
    /** The command has little memory, and nobody writes as much. */
    private static final int MAX_BYTES = 1 << 18;

    /**
     * What the configuration says that uses a secret: the one beside the folder of secrets that the secret is in; the default
     * where there is none such.
     *
     * @param secret the file with the secret; null if there is none
     */
    static LongestLifetime of(@Nullable Path secret) {
        return Optional.ofNullable(secret)
                .map(file -> file.toAbsolutePath().normalize())
                .filter(file -> file.resolveSibling("").endsWith("secrets"))
                .flatMap(file -> configured(
                        file.resolve("../../conf").normalize(),
                        file.getFileName().toString()))
                .orElse(new LongestLifetime(DEFAULT_MINUTES, "the default"));
    }

    /** Whether a server refuses a token that is good for so long. */
    boolean isLessThan(Duration ttl) {
        return ttl.compareTo(Duration.ofMinutes(minutes)) > 0;
    }

    private static Optional<LongestLifetime> configured(Path conf, String secret) {
        if (!Files.isDirectory(conf)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(conf, "stagedoor.authenticator.jwt-*.cfg")) {
            for (Path file : files) {
                Map<String, String> properties = read(file);
                if (properties.values().stream().anyMatch(value -> names(value, secret))) {
                    return Optional.of(new LongestLifetime(
                            Long.parseLong(properties.getOrDefault("jwtTtlMinutes", String.valueOf(DEFAULT_MINUTES))),
                            file.toString()));
                }
            }
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty(); // the token is made without it
        }
    }

    /** As the current secret, or as a previous one. */
    private static boolean names(String value, String secret) {
        return value.endsWith("/" + secret) || value.equals("$[secret:" + secret + "]");
    }

    /** As the server reads it: the last line of a name counts, and blanks at the ends of a value do not. Nothing of a file that is too large. */
    private static Map<String, String> read(Path file) throws IOException {
        Map<String, String> properties = new HashMap<>();
        if (Files.size(file) > MAX_BYTES) {
            return properties;
        }
        Lines.of(FileReplacement.read(file)).stream()
                .filter(Line::isEntry)
                .forEach(line -> properties.put(line.name().strip(), Blanks.strip(line.value())));
        return properties;
    }
}
