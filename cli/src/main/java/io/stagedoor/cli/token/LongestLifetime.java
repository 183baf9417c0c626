package io.stagedoor.cli.token;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

/**
 * How long a token may be good where it is to be used.
 *
 * @param minutes the property {@code jwtTtlMinutes}
 * @param origin where it stands
 */
record LongestLifetime(long minutes, String origin) {

    private static final long DEFAULT_MINUTES = 60;

    /**
     * What the configuration says that uses a secret: the one beside the folder {@code secrets} that the secret is in; the default
     * where there is none such.
     *
     * @param secret the file with the secret; null if there is none
     */
    static LongestLifetime of(Path secret) {
        return Optional.ofNullable(secret)
                .map(file -> file.toAbsolutePath().normalize().getParent())
                .filter(folder -> folder.endsWith("secrets"))
                .flatMap(folder -> configured(
                        folder.resolveSibling("conf"), secret.getFileName().toString()))
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
                Properties properties = read(file);
                if (properties.values().stream()
                        .anyMatch(value -> names(String.valueOf(value).strip(), secret))) {
                    return Optional.of(new LongestLifetime(
                            Long.parseLong(properties
                                    .getProperty("jwtTtlMinutes", String.valueOf(DEFAULT_MINUTES))
                                    .strip()),
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

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }
}
