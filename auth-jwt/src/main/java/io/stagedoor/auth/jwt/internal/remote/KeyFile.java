package io.stagedoor.auth.jwt.internal.remote;

import io.stagedoor.auth.support.file.FileReplacement;
import io.stagedoor.auth.support.file.OwnerOnly;
import io.stagedoor.auth.support.text.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last good set of keys of one place, on disk, so that a server that starts while the provider is down has keys. A file that is torn, foreign or
 * too old is as good as none. For one thread.
 */
final class KeyFile {

    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);

    private static final String FORM = "Stagedoor keys 1";
    private static final Pattern OURS = Pattern.compile("[0-9a-f]{32}\\.keys|\\.stagedoor-.*\\.part");
    private static final int HEAD_LINES = 5;
    private static final int MOST_HEAD_BYTES = 8 << 10;
    private static final Duration REWRITTEN_AFTER = Duration.ofMinutes(5);
    /** No configuration lets keys serve for longer. */
    private static final Duration USELESS_AFTER = Duration.ofDays(31);
    /** What another clock may be ahead by: the machine's own, before it was set. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private final Path folder;
    private final Path file;
    private @Nullable KeySet written;
    private Instant writtenAt = Instant.MIN;
    private boolean complained;

    /** @param folder may not exist yet */
    KeyFile(Path folder, KeyPlace place) {
        String name = KeySet.sha256(place.toString().getBytes(StandardCharsets.UTF_8));
        this.folder = folder;
        this.file = folder.resolve(name.substring(0, 32) + ".keys");
    }

    /** What was fetched once, and when. */
    record Kept(KeySet keys, String etag, Instant fetched) {}

    /**
     * What was kept.
     *
     * @param longest how old it may be
     * @return empty if there is nothing that may be used
     */
    Optional<Kept> read(KeyPlace place, Duration longest, Instant now) {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            Kept kept = parsed(content());
            if (!place.allows(kept.keys().from())) {
                throw new IllegalArgumentException("its keys came from an address that is not allowed any more");
            }
            if (kept.fetched().isAfter(now.plus(AHEAD))) {
                throw new IllegalArgumentException("it says that it was written in the future");
            }
            if (kept.fetched().plus(longest).isBefore(now)) {
                throw new IllegalArgumentException("its keys are older than keysMaxStaleHours");
            }
            return Optional.of(kept);
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            String why = e instanceof IllegalArgumentException ? String.valueOf(e.getMessage()) : "it cannot be read";
            LOG.warn("{} is not used: {}. Keys are fetched", file, why);
            return Optional.empty();
        }
    }

    private String content() throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IllegalArgumentException("it is not a regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(Retrieval.MOST_BYTES + MOST_HEAD_BYTES + 1);
            if (content.length > Retrieval.MOST_BYTES + MOST_HEAD_BYTES) {
                throw new IllegalArgumentException("it is too large");
            }
            return Utf8.text(content);
        }
    }

    private static Kept parsed(String content) {
        String[] parts = content.split("\n", HEAD_LINES + 1);
        if (parts.length != HEAD_LINES + 1 || !parts[0].equals(FORM)) {
            throw new IllegalArgumentException("it has another form");
        }
        String signed = content.substring(parts[0].length() + 1 + parts[1].length() + 1);
        if (!parts[1].equals(KeySet.sha256(signed.getBytes(StandardCharsets.UTF_8)))) {
            throw new IllegalArgumentException("it is not as it was written");
        }
        return new Kept(new KeySet(URI.create(parts[2]), parts[HEAD_LINES]), parts[4], Instant.parse(parts[3]));
    }

    /** Keeps the set. If that is not possible, the log says so once. */
    void write(KeySet keys, String etag, Instant fetched) {
        if (keys == written && fetched.isBefore(writtenAt.plus(REWRITTEN_AFTER)) && !fetched.isBefore(writtenAt)) {
            return;
        }
        String signed = keys.from() + "\n" + fetched + "\n" + etag + "\n" + keys.text();
        String head = FORM + "\n" + KeySet.sha256(signed.getBytes(StandardCharsets.UTF_8)) + "\n";
        try {
            OwnerOnly.createFolder(folder);
            FileReplacement.put(file, (head + signed).getBytes(StandardCharsets.UTF_8));
            written = keys;
            writtenAt = fetched;
            complained = false;
            removeUseless(fetched);
        } catch (IOException | RuntimeException e) {
            if (!complained) {
                complained = true;
                LOG.warn(
                        "{} cannot be written ({}): if the server starts while the provider is down, it has no keys of"
                                + " {}. Make the folder writable for the server",
                        file,
                        e.getClass().getSimpleName(),
                        KeyPlace.shown(keys.from()));
            }
        }
    }

    /** Files of places that no configuration names any more, and what a crash has left. */
    private void removeUseless(Instant now) throws IOException {
        FileTime oldest = FileTime.from(now.minus(USELESS_AFTER));
        try (Stream<Path> content = Files.list(folder)) {
            for (Path one : (Iterable<Path>) content::iterator) {
                if (OURS.matcher(one.getFileName().toString()).matches()
                        && Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS)
                        && Files.getLastModifiedTime(one).compareTo(oldest) < 0) {
                    Files.deleteIfExists(one);
                }
            }
        }
    }
}
