package io.stagedoor.red5pro;

import io.stagedoor.red5.hook.Declaration;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.red5.server.plugin.Red5Plugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code conf/simple-auth-plugin.properties} says of all applications. Red5 makes one and registers it; so can any client
 * make one, and nothing happens by that.
 */
public final class CompatPlugin extends Red5Plugin implements Declaration {

    private static final Logger LOG = LoggerFactory.getLogger(CompatPlugin.class);
    private static final String FILE = "simple-auth-plugin.properties";
    /** Byte order marks, in ISO 8859-1. */
    private static final String MARK = "\u00ef\u00bb\u00bf";

    private static final String MARK_OF_UTF_16 = "\u00fe\u00ff";
    private static final String OTHER_MARK_OF_UTF_16 = "\u00ff\u00fe";
    private static final int MAX_BYTES = 1 << 20;

    private static final String ORIGINAL = "com.red5pro.server.plugin.simpleauth.SimpleAuthPlugin";

    @Override
    public String getName() {
        return SERVER;
    }

    @Override
    public void doStart() {
        try {
            Class.forName(ORIGINAL, false, CompatPlugin.class.getClassLoader());
            LOG.error("Red5 Pro's own simple-auth plugin is in plugins/ too, and has classes of the same names."
                    + " Remove it, or remove stagedoor-red5pro-compat.");
        } catch (ClassNotFoundException e) {
            LOG.info("Stagedoor reads the beans of Red5 Pro's simple-auth plugin from red5-web.xml.");
        }
    }

    /**
     * The properties in the file, under {@code defaults}.
     *
     * @throws IllegalStateException if there is a file and it cannot be read
     */
    @Override
    public Map<String, Object> declared() {
        Path file = Path.of(System.getProperty("red5.root", ""), "conf", FILE);
        if (!Files.exists(file)) {
            return Map.of("defaults", Map.of());
        }
        Properties properties = new Properties();
        try {
            properties.load(reader(file));
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be read", e);
        }
        Map<String, String> defaults = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> defaults.put(name, properties.getProperty(name)));
        return Map.of("defaults", Map.copyOf(defaults));
    }

    /** In ISO 8859-1, as properties files always were; in UTF-8 if a byte order mark says so. */
    private static Reader reader(Path file) throws IOException {
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new IOException("larger than " + MAX_BYTES + " bytes");
            }
            text = new String(content, StandardCharsets.ISO_8859_1);
            if (text.startsWith(MARK)) {
                text = new String(content, StandardCharsets.UTF_8).substring(1);
            }
        }
        if (text.startsWith(MARK_OF_UTF_16) || text.startsWith(OTHER_MARK_OF_UTF_16) || text.indexOf('\0') >= 0) {
            throw new IOException("is in UTF-16, or has NUL bytes in it; save it in UTF-8 or ISO 8859-1");
        }
        return new StringReader(text);
    }
}
