package io.stagedoor.red5pro;

import io.stagedoor.red5.hook.Declaration;
import java.io.IOException;
import java.io.InputStream;
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
    private static final String ORIGINAL = "com.red5pro.server.plugin.simpleauth.SimpleAuthPlugin";

    @Override
    public String getName() {
        return SERVER;
    }

    @Override
    public void doStart() {
        try {
            Class.forName(ORIGINAL, false, CompatPlugin.class.getClassLoader());
            LOG.error("Red5 Pro's own simple-auth plugin lies in plugins/, too, with classes of the same names:"
                    + " remove it, or remove stagedoor-red5pro-compat.");
        } catch (ClassNotFoundException e) {
            LOG.info("Beans of Red5 Pro's simple-auth plugin are read from red5-web.xml.");
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
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be read", e);
        }
        Map<String, String> defaults = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> defaults.put(name, properties.getProperty(name)));
        return Map.of("defaults", Map.copyOf(defaults));
    }
}
