package io.stagedoor.cli.secret;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.file.FileReplacement;
import io.stagedoor.cli.command.CommandException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Replaces the secret of a configuration. A secret in a file gets a new file: old and new are then exchanged by the one step that
 * replaces the configuration, and there is no moment in which a server sees the new one without the old one.
 */
public final class Rotation {

    private static final int MOST_PREVIOUS = 8;
    private static final List<String> ENDS = List.of("secret", "file", "acceptUntil", "overlapSeconds");
    private static final String NAME = "[A-Za-z0-9._-]{1,64}";

    private final ConfigFile config;
    private final Instant now;

    /**
     * What has been done.
     *
     * @param secret the new one
     * @param where the new secret is
     * @param id its name, or empty
     * @param previousName what the old one is called from now on
     * @param acceptUntil when the old one ends
     * @param removed previous secrets that have been taken off the configuration, and when they ended
     * @param unused files that held them
     */
    public record Done(
            Secret secret,
            String where,
            String id,
            String previousName,
            Instant acceptUntil,
            Map<String, Instant> removed,
            List<Path> unused) {}

    Rotation(ConfigFile config, Instant now) {
        this.config = config;
        this.now = now;
    }

    /**
     * Replaces the secret in a file, as {@code stagedoor secret rotate} does.
     *
     * @param config the configuration of a JWT authenticator
     * @param overlap how long the old secret is accepted
     */
    public static Done in(Path config, Instant now, Duration overlap) {
        return new Rotation(ConfigFile.read(config), now).perform(overlap, "");
    }

    /**
     * @param overlap how long the old secret is accepted
     * @param id of the new one; empty to let it be chosen
     */
    Done perform(Duration overlap, String id) {
        return perform(overlap, id, ended());
    }

    /** As {@link #perform}, without an overlap: no secret that was there before is accepted any more. */
    Done revoke(String id) {
        Map<String, Instant> all = new LinkedHashMap<>();
        names().forEach(name -> all.put(name, end(name).filter(now::isAfter).orElse(now)));
        return perform(Duration.ZERO, id, all);
    }

    private Done perform(Duration overlap, String id, Map<String, Instant> ended) {
        SecretPlace old = SecretPlace.current(config);
        requireUsable(old);
        Secret secret = SharedSecret.random();
        SecretPlace next = old.successor(now, secret.reveal());
        Instant end = now.plus(overlap).truncatedTo(ChronoUnit.SECONDS);

        String oldId = config.get("jwtSecretId").strip();
        String previousName = oldId.isEmpty() ? "replaced-" + SecretPlace.stamp(now) : oldId;
        String newId = id.isEmpty() && !oldId.isEmpty() ? "key-" + SecretPlace.stamp(now) : id;

        List<String> kept =
                names().stream().filter(name -> !ended.containsKey(name)).toList();
        List<Path> unused = unused(ended.keySet(), kept, old);
        requireFree(newId, Stream.concat(kept.stream(), Stream.of(previousName)).toList());
        requireFree(previousName, kept);

        ended.keySet().forEach(name -> ENDS.forEach(what -> config.remove(SecretPlace.key(name, what))));
        list(kept, previousName);
        config.set(SecretPlace.key(previousName, old.end()), old.value());
        config.set(SecretPlace.key(previousName, "acceptUntil"), end.toString());
        config.set(next.property(), next.value());
        if (!newId.isEmpty()) {
            config.set("jwtSecretId", newId);
        }
        write(old, next, secret);
        String where = next.file().map(Path::toString).orElse("jwtSecret in " + config.path());
        return new Done(secret, where, newId, previousName, end, ended, unused);
    }

    /** One that was rolled back to is in use again. */
    private List<Path> unused(Set<String> ended, List<String> kept, SecretPlace old) {
        List<Path> used = new ArrayList<>(files(kept));
        old.file().ifPresent(used::add);
        return files(ended).stream().filter(file -> !used.contains(file)).toList();
    }

    private List<Path> files(Collection<String> names) {
        return names.stream()
                .flatMap(name -> SecretPlace.previous(config, name).stream())
                .flatMap(place -> place.file().stream())
                .toList();
    }

    private void list(List<String> kept, String previousName) {
        List<String> names = new ArrayList<>(kept);
        names.add(previousName);
        if (names.size() > MOST_PREVIOUS) {
            throw new CommandException("previousSecrets: " + MOST_PREVIOUS
                    + " secrets are still accepted; remove one of them, or wait until one has ended");
        }
        config.set("previousSecrets", String.join(", ", names));
    }

    private void write(SecretPlace old, SecretPlace next, Secret secret) {
        if (next.file().isEmpty()) {
            config.save();
            return;
        }
        Path file = next.file().get();
        try {
            // No line break behind it: not everything that reads such files takes one off.
            FileReplacement.createLike(old.file().orElseThrow(), file, secret.bytes());
        } catch (FileAlreadyExistsException e) {
            throw new CommandException(file + " exists already; try again in a second");
        } catch (IOException e) {
            throw new CommandException(file + " cannot be created: " + e, e);
        }
        boolean saved = false;
        try {
            config.save();
            saved = true;
        } finally {
            if (!saved) {
                delete(file);
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new CommandException(file + " is not used, and cannot be deleted: " + e, e);
        }
    }

    private void requireUsable(SecretPlace old) {
        if (old.file().isPresent()) {
            SharedSecret.inFile(old.file().get(), old.property());
        } else {
            SharedSecret.ofText(old.value(), old.property());
        }
    }

    private static void requireFree(String name, List<String> taken) {
        if (!name.isEmpty() && !name.matches(NAME)) {
            throw new CommandException("--id: a name is 1 to 64 letters, digits and the characters . _ -");
        }
        if (taken.stream().anyMatch(name::equalsIgnoreCase)) {
            throw new CommandException("a secret named '" + name + "' exists already; choose another name with --id");
        }
    }

    private List<String> names() {
        return Arrays.stream(config.get("previousSecrets").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private Map<String, Instant> ended() {
        Map<String, Instant> ended = new LinkedHashMap<>();
        for (String name : names()) {
            end(name).filter(end -> !now.isBefore(end)).ifPresent(end -> ended.put(name, end));
        }
        return ended;
    }

    private Optional<Instant> end(String name) {
        String key = SecretPlace.key(name, "acceptUntil");
        String text = config.get(key).strip();
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            throw new CommandException(key + ": invalid time; write it like 2026-11-24T23:00:00Z, and try again");
        }
    }
}
