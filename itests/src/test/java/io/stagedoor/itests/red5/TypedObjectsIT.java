package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Token.newSecret;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PUBLISHED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.rtmp.Message;
import io.stagedoor.itests.rtmp.RtmpClient;
import io.stagedoor.itests.rtmp.TypedObject;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.SocketException;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Red5 creates whatever class an AMF object names, and calls its setters, before anyone is asked who the client is. */
public class TypedObjectsIT {

    private static StagedoorServer server;
    private static URLClassLoader red5;
    private static JarFile plugin;

    private final String good = token().signedWith(server.secret());
    private final String forged = token().signedWith(newSecret());

    /** One of its own: what is tried here could end it. */
    @BeforeClass
    public static void start() throws IOException {
        server = StagedoorServer.started();
        red5 = server.red5Classes();
        try (Stream<Path> plugins = Files.list(server.home().resolve("plugins"))) {
            plugin = new JarFile(
                    plugins.filter(file -> file.getFileName().toString().startsWith("stagedoor-"))
                            .findFirst()
                            .orElseThrow()
                            .toFile());
        }
    }

    @AfterClass
    public static void stop() throws IOException {
        server.close();
        plugin.close();
        red5.close();
    }

    @Test
    public void only_the_plugin_s_main_class_and_what_the_servlet_container_creates_can_be_created() throws Exception {
        List<String> expected = new ArrayList<>(services());
        expected.add(plugin.getManifest().getMainAttributes().getValue("Red5-Plugin-Main-Class"));

        assertThat(classNames().filter(TypedObjectsIT::canBeCreated))
                .isNotEmpty()
                .isSubsetOf(expected);
    }

    @Test
    public void what_the_servlet_container_creates_has_nothing_to_set() throws Exception {
        List<String> services = services();
        assertThat(services).hasSize(2);

        for (String service : services) {
            assertThat(properties(service)).as(service).isEmpty();
        }
    }

    @Test
    public void objects_of_our_classes_have_no_effect_when_their_client_is_refused() throws Exception {
        List<String> names = classNames().toList();
        assertThat(names).hasSizeGreaterThan(10);

        for (String name : names) {
            Map<String, Object> properties = new LinkedHashMap<>(properties(name));
            properties.put("guard", "x");
            TypedObject object = new TypedObject(name, properties);
            assertThat(connectWith(object)).as(name).isIn(REJECTED, RtmpClient.CLOSED);
            assertThat(connectWith(Map.of("token", object))).as(name).isIn(REJECTED, RtmpClient.CLOSED);
            sendBeforeConnect(Message.flexCommand(0, "createStream", 1, object));
        }

        assertNothingHasChanged();
    }

    @Test
    public void objects_that_cannot_be_created_have_no_effect_either() throws Exception {
        for (String name : List.of("no.such.Class", "java.lang.Runtime", "org.red5.server.plugin.PluginRegistry", "")) {
            assertThat(connectWith(new TypedObject(name, Map.of("x", 1))))
                    .as(name)
                    .isIn(REJECTED, RtmpClient.CLOSED);
        }

        assertNothingHasChanged();
    }

    @Test
    public void arrays_in_arrays_without_end_have_no_effect_either() throws Exception {
        for (int i = 0; i < 10; i++) {
            try (RtmpClient client = RtmpClient.open(server.rtmpPort())) {
                try {
                    client.socket().send(Message.nested(client.connectMessage("live?token=" + forged), 200_000));
                } catch (SocketException e) { // closed before it has read all of it
                    continue;
                }
                Clients.assertClosed(client);
            }
        }

        assertNothingHasChanged();
    }

    /** More often than the server has threads for input. */
    private void assertNothingHasChanged() throws IOException {
        for (int i = 0; i < 10; i++) {
            assertThat(Clients.connect(server, "live", good)).isEqualTo(CONNECTED);
            assertThat(Clients.connect(server, "live", forged)).isEqualTo(REJECTED);
        }
        assertThat(Clients.publish(server, "live", good, "after-objects-" + UUID.randomUUID()))
                .isEqualTo(PUBLISHED);
    }

    private String connectWith(Object argument) throws IOException {
        try (RtmpClient client = RtmpClient.open(server.rtmpPort())) {
            return client.connect("live", "any", "jwt", forged, argument);
        }
    }

    private static void sendBeforeConnect(Message message) throws IOException {
        try (RtmpClient client = RtmpClient.open(server.rtmpPort())) {
            client.socket().send(message);
            Clients.assertClosed(client);
        }
    }

    /** One for each setter, with a text for it. */
    private static Map<String, Object> properties(String className) throws ClassNotFoundException {
        Map<String, Object> properties = new LinkedHashMap<>();
        try {
            for (Method method : red5.loadClass(className).getMethods()) {
                String name = method.getName();
                if (name.startsWith("set") && name.length() > 3 && method.getParameterCount() == 1) {
                    properties.put(name.substring(3, 4).toLowerCase(Locale.ROOT) + name.substring(4), "x");
                }
            }
        } catch (LinkageError e) {
            // Names classes that Red5 does not have; it cannot be created there.
        }
        return properties;
    }

    private static boolean canBeCreated(String className) {
        try {
            Class<?> type = red5.loadClass(className);
            return Modifier.isPublic(type.getModifiers())
                    && !Modifier.isAbstract(type.getModifiers())
                    && Arrays.stream(type.getConstructors()).anyMatch(made -> made.getParameterCount() == 0);
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private static List<String> services() throws IOException {
        List<String> services = new ArrayList<>();
        for (JarEntry entry : plugin.stream().toList()) {
            if (entry.getName().startsWith("META-INF/services/") && !entry.isDirectory()) {
                String text = new String(plugin.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                services.addAll(text.strip().lines().toList());
            }
        }
        return services;
    }

    /** What Red5's class loader finds in the jar. */
    private static Stream<String> classNames() {
        return plugin.stream()
                .map(JarEntry::getName)
                .filter(name -> name.endsWith(".class") && !name.contains("-info"))
                .map(name -> name.substring(0, name.length() - 6).replace('/', '.'));
    }
}
