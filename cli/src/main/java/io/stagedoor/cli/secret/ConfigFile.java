package io.stagedoor.cli.secret;

import io.stagedoor.auth.support.file.FileReplacement;
import io.stagedoor.auth.support.text.Utf8;
import io.stagedoor.cli.command.CommandException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.felix.utils.properties.Properties;

/**
 * A {@code .cfg} file; comments and order outlive a change. The reader of properties of the other modules keeps neither, so this is Felix's,
 * which writes what it has read. Before and after a change it must understand the same as the JDK's reader, by which the server reads.
 */
final class ConfigFile {

    /** The command has little memory, and nobody writes as much. */
    private static final int MAX_BYTES = 1 << 18;

    private final Path path;
    private final byte[] content;
    private final Properties properties;

    private ConfigFile(Path path, byte[] content, Properties properties) {
        this.path = path;
        this.content = content;
        this.properties = properties;
    }

    static ConfigFile read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new CommandException(
                    "--config: no such file: " + file.toAbsolutePath().normalize());
        }
        try {
            // A link stays one: what it leads to is replaced.
            Path path = file.toRealPath();
            if (Files.size(path) > MAX_BYTES) {
                throw new CommandException("--config: " + file + " is larger than " + MAX_BYTES
                        + " bytes; replace its secret by hand, or make the file smaller");
            }
            byte[] content = FileReplacement.read(path);
            String text = text(file, content);
            Properties properties = new Properties(false);
            properties.load(new StringReader(text));
            ConfigFile config = new ConfigFile(path, content, properties);
            config.requireReadAlike(text);
            return config;
        } catch (IllegalArgumentException e) {
            throw new CommandException("--config: " + file + " is not a properties file", e);
        } catch (IOException e) {
            throw new CommandException("--config: " + file + " cannot be read: " + e, e);
        }
    }

    /** As the server reads it: past a byte order mark. */
    private static String text(Path file, byte[] content) {
        try {
            return Utf8.text(content);
        } catch (IllegalArgumentException e) {
            throw new CommandException("--config: " + file + ": " + e.getMessage(), e);
        }
    }

    Path path() {
        return path;
    }

    /** The value before anybody replaces {@code ${…}} in it; empty for a property that is missing. */
    String get(String key) {
        String value = properties.get(key);
        return value == null ? "" : value;
    }

    void set(String key, String value) {
        properties.put(key, value);
    }

    void remove(String key) {
        properties.remove(key);
    }

    /** Replaces the file in one step, unless somebody else has changed it meanwhile. */
    void save() {
        try {
            StringWriter text = new StringWriter();
            properties.save(text);
            requireReadAlike(text.toString());
            FileReplacement.replace(path, now -> {
                if (!Arrays.equals(content, now)) {
                    throw new CommandException(path + " was changed by another program meanwhile; try again");
                }
                byte[] changed = text.toString().getBytes(StandardCharsets.UTF_8);
                return Utf8.hasMark(content) ? Utf8.marked(changed) : changed;
            });
        } catch (IOException e) {
            throw new CommandException(path + " cannot be replaced: " + e, e);
        }
    }

    /** The server reads it with another reader. */
    private void requireReadAlike(String text) throws IOException {
        java.util.Properties server = new java.util.Properties();
        server.load(new StringReader(text));
        Map<String, String> ours = new HashMap<>(properties);
        if (!server.equals(ours)) {
            throw new CommandException("--config: " + path
                    + " is written in a way that this command cannot change safely;" + " replace its secret by hand");
        }
    }
}
