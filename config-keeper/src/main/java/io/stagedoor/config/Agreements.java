package io.stagedoor.config;

import io.stagedoor.auth.support.file.FileReplacement;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was in a configuration's file when both last said the same: what differs from it now has been changed there. Kept in a file
 * while the bundle is replaced; not over a restart of the server, at which files count. For several threads.
 */
final class Agreements {

    private static final Logger LOG = LoggerFactory.getLogger(Agreements.class);

    /** A file, and a digest of its content: a secret in it is kept nowhere else. */
    record Agreement(Path file, String digest) {}

    private final Map<String, Agreement> byPid = new ConcurrentHashMap<>();
    private final @Nullable Path memory;
    private Map<String, Agreement> remembered = Map.of();

    /**
     * @param memory null to remember nothing
     */
    Agreements(@Nullable Path memory) {
        this.memory = memory;
        if (memory != null && Files.isRegularFile(memory)) {
            try {
                Properties lines = new Properties();
                lines.load(new ByteArrayInputStream(FileReplacement.read(memory)));
                for (String pid : lines.stringPropertyNames()) {
                    String[] parts = lines.getProperty(pid).split(" ", 2);
                    byPid.put(pid, new Agreement(Path.of(parts[1]), parts[0]));
                }
            } catch (IOException | RuntimeException e) {
                LOG.warn("Cannot read which files agreed with Config Admin: {}", e.toString());
            }
        }
        remembered = Map.copyOf(byPid);
    }

    static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code null} if there is none. */
    @Nullable
    Agreement get(String pid) {
        return byPid.get(pid);
    }

    Set<String> pids() {
        return Set.copyOf(byPid.keySet());
    }

    void put(String pid, Path file, String digest) {
        byPid.put(pid, new Agreement(file, digest));
    }

    void remove(String pid) {
        byPid.remove(pid);
    }

    /** Writes down what is new. */
    void remember() {
        Map<String, Agreement> now = Map.copyOf(byPid);
        if (memory == null || now.equals(remembered)) {
            return;
        }
        Properties lines = new Properties();
        now.forEach((pid, agreement) -> lines.setProperty(pid, agreement.digest() + " " + agreement.file()));
        try {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            lines.store(text, null);
            FileReplacement.createIfMissing(memory);
            FileReplacement.replace(memory, before -> text.toByteArray());
            remembered = now;
        } catch (IOException e) {
            LOG.warn("Cannot write which files agree with Config Admin: {}", e.toString());
        }
    }
}
