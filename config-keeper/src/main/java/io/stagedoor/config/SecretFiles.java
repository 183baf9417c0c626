package io.stagedoor.config;

import io.stagedoor.auth.support.file.RegularFile;
import io.stagedoor.auth.support.key.Oddities;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.service.cm.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that configurations name by {@code $[secret:FILE]}. Config Admin reads one only when it delivers a configuration, so a
 * configuration is delivered again when a file that it names says something else, and once when a file is seen for the first
 * time: it may have changed between the delivery and now, and to whom nothing is new the same again is no change. Compared by
 * content, behind symbolic links as well, and only once it reads the same twice: a file is not taken while it is written. Used
 * by one thread.
 */
final class SecretFiles {

    private static final Logger LOG = LoggerFactory.getLogger(SecretFiles.class);
    private static final Pattern NAMED = Pattern.compile("\\$\\[secret:([^\\];\\[]+)");
    /** What is longer is no secret that anybody reads. */
    private static final int MAX_BYTES = 1 << 20;

    private static final byte[] NO_FILE = new byte[0];

    private final Path folder;

    /** What was delivered last, and what was read last, by file. */
    private final Map<String, byte[]> delivered = new HashMap<>();

    private final Map<String, byte[]> read = new HashMap<>();

    SecretFiles(Path folder) {
        this.folder = folder;
    }

    /** Looks once, and delivers again what has to be. */
    void look(Scan scan) throws IOException {
        Map<String, Set<Configuration>> users = new HashMap<>();
        for (Scan.Seen seen : scan.all()) {
            for (String file : named(seen.properties())) {
                users.computeIfAbsent(file, name -> new HashSet<>()).add(seen.configuration());
            }
        }
        delivered.keySet().retainAll(users.keySet());
        read.keySet().retainAll(users.keySet());
        Set<Configuration> again = new HashSet<>();
        users.forEach((file, by) -> {
            if (hasChanged(file)) {
                again.addAll(by);
            }
        });
        for (Configuration configuration : again) {
            LOG.debug("Applying {} again: one of its secrets is new or has changed.", configuration.getPid());
            redeliver(configuration);
        }
    }

    private static void redeliver(Configuration configuration) throws IOException {
        try {
            Redelivery.again(configuration);
        } catch (IllegalStateException e) {
            LOG.debug("A configuration was deleted while Stagedoor read it.", e);
        }
    }

    private boolean hasChanged(String file) {
        byte[] content = content(file);
        byte[] now = digest(content);
        byte[] before = read.put(file, now);
        if (before != null && !Arrays.equals(before, now)) {
            return false; // not before it reads so twice
        }
        boolean isNew = !Arrays.equals(delivered.put(file, now), now);
        if (isNew && content != null) {
            Oddities.ofNamedFile(content).forEach(odd -> LOG.warn("stagedoor/secrets/{}: {}.", file, odd));
        }
        return isNew;
    }

    private static Set<String> named(@Nullable Dictionary<String, Object> properties) {
        return properties == null ? Set.of() : namedIn(Collections.list(properties.elements()));
    }

    /** The names of the files that values name by {@code $[secret:FILE]}. */
    static Set<String> namedIn(Collection<?> values) {
        Set<String> files = new HashSet<>();
        values.forEach(value -> {
            Matcher matcher = NAMED.matcher(String.valueOf(value));
            while (matcher.find()) {
                files.add(matcher.group(1));
            }
        });
        return files;
    }

    /** {@code null} if it cannot be read. */
    byte @Nullable [] content(String file) {
        try {
            return RegularFile.read(folder.resolve(file), MAX_BYTES);
        } catch (IOException | InvalidPathException e) {
            return null;
        }
    }

    /** A digest, so that secrets do not lie about in these maps. */
    private static byte[] digest(byte @Nullable [] content) {
        try {
            return content == null
                    ? NO_FILE
                    : MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
