package io.stagedoor.auth.jwt.internal.issuer;

import io.stagedoor.auth.jwt.internal.remote.Access;
import io.stagedoor.auth.jwt.internal.remote.Fetcher;
import io.stagedoor.auth.jwt.internal.source.KeyReading;
import io.stagedoor.auth.jwt.internal.source.KeySource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads the keys of one issuer, wherever they are. Of a file that cannot be read the last good keys count, as long as the settings are the same. For
 * one thread at a time.
 */
final class KeyReader {

    private final Publications publications;
    private final Map<Part, Object> lastGood = new HashMap<>();

    /** A part of the settings that files are read for. */
    private record Part(IssuerSettings settings, Object what) {}

    /**
     * What was read.
     *
     * @param issuer empty if a file has never been good
     * @param remarks see {@link KeyReading}
     * @param problem of a file; empty if all are good
     */
    record Read(Optional<Issuer> issuer, List<String> remarks, Optional<String> problem) {

        /** Whether some of the keys have never been there. */
        boolean isNew() {
            return issuer.isEmpty() || issuer.get().published().stream().anyMatch(PublishedKeys::isNew);
        }

        boolean hasKeys() {
            return issuer.isPresent() && !issuer.get().keys().isEmpty();
        }
    }

    /** @param told on the fetching thread, after each fetch, and when keys have become too old */
    KeyReader(Fetcher fetcher, Runnable told) {
        this.publications = new Publications(fetcher, told);
    }

    /** The issuer of this moment. Keys on the web are fetched from now on. */
    Read read(IssuerSettings settings) {
        Attempt attempt = new Attempt(settings);
        KeyReading reading = KeyReading.none();
        for (KeySource file : settings.sources().files()) {
            reading = reading.and(attempt.read(file, () -> file.read(settings.algorithms()), KeyReading.none()));
        }
        List<PublishedKeys> published = List.of();
        if (!settings.sources().remotes().isEmpty()) {
            Optional<Access> access =
                    attempt.read(Access.class, () -> Optional.of(settings.access()), Optional.empty());
            published = access.map(by -> publications.of(settings, by)).orElse(List.of());
        }
        for (PublishedKeys one : published) {
            reading = reading.and(one.reading(settings.algorithms()));
        }
        Optional<Issuer> issuer =
                attempt.isComplete ? Optional.of(new Issuer(settings, reading.keys(), published)) : Optional.empty();
        return new Read(issuer, reading.remarks(), attempt.problem);
    }

    /** Forgets the files of other settings, and fetches nothing for them any more. */
    void retain(Issuer issuer) {
        lastGood.keySet().removeIf(part -> !part.settings().equals(issuer.settings()));
        publications.retain(issuer.published());
    }

    /** Fetches nothing any more. */
    void end() {
        publications.retain(List.of());
    }

    /** One reading of all files. */
    private final class Attempt {
        private final IssuerSettings settings;
        private Optional<String> problem = Optional.empty();
        private boolean isComplete = true;

        Attempt(IssuerSettings settings) {
            this.settings = settings;
        }

        @SuppressWarnings("unchecked")
        <T> T read(Object what, Supplier<T> content, T otherwise) {
            Part part = new Part(settings, what);
            try {
                T read = content.get();
                lastGood.put(part, read);
                return read;
            } catch (IllegalArgumentException e) {
                problem = problem.or(() -> Optional.of(String.valueOf(e.getMessage())));
                isComplete &= lastGood.containsKey(part);
                return (T) lastGood.getOrDefault(part, otherwise);
            }
        }
    }
}
