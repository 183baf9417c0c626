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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.Test;

/** Red5 creates whatever class an AMF object names, and calls its setters, before anyone is asked who the client is. */
public class TypedObjectsIT {

    private static final StagedoorServer SERVER = StagedoorServer.shared();

    private final String good = token().signedWith(SERVER.secret());
    private final String forged = token().signedWith(newSecret());

    @Test
    public void what_a_client_can_create_is_the_plugin_s_main_class_and_what_the_servlet_container_creates()
            throws Exception {
        try (JarFile jar = new JarFile(jar().toFile())) {
            List<String> expected = new ArrayList<>(services(jar));
            expected.add(jar.getManifest().getMainAttributes().getValue("Red5-Plugin-Main-Class"));

            assertThat(classes(jar).filter(TypedObjectsIT::canBeCreated).map(Class::getName))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    public void what_the_servlet_container_creates_has_nothing_to_set() throws Exception {
        try (JarFile jar = new JarFile(jar().toFile())) {
            List<String> services = services(jar);
            assertThat(services).hasSize(2);

            assertThat(classes(jar).filter(type -> services.contains(type.getName())))
                    .allSatisfy(type -> {
                        assertThat(type.getSuperclass()).isEqualTo(Object.class);
                        assertThat(type.getFields()).isEmpty();
                        assertThat(type.getDeclaredMethods())
                                .noneMatch(method -> method.getName().startsWith("set"));
                    });
        }
    }

    @Test
    public void a_refused_client_s_objects_of_our_classes_have_no_effect() throws Exception {
        List<Class<?>> classes;
        try (JarFile jar = new JarFile(jar().toFile())) {
            classes = classes(jar).toList();
        }
        assertThat(classes).hasSizeGreaterThan(10);

        for (Class<?> type : classes) {
            TypedObject object = new TypedObject(type.getName(), properties(type));
            assertThat(connectWith(object)).as(type.getName()).isEqualTo(REJECTED);
            assertThat(connectWith(Map.of("token", object))).as(type.getName()).isEqualTo(REJECTED);
            sendBeforeConnect(Message.flexCommand(0, "createStream", 1, object));
        }

        assertThat(Clients.connect(SERVER, "live", good)).isEqualTo(CONNECTED);
        assertThat(Clients.publish(SERVER, "live", good, "after-objects")).isEqualTo(PUBLISHED);
        assertThat(Clients.connect(SERVER, "live", forged)).isEqualTo(REJECTED);
    }

    @Test
    public void an_object_that_cannot_be_created_closes_nobody_else_out() throws Exception {
        for (String name : List.of("no.such.Class", "java.lang.Runtime", "org.red5.server.plugin.PluginRegistry", "")) {
            connectWith(new TypedObject(name, Map.of("x", 1)));
        }

        assertThat(Clients.connect(SERVER, "live", good)).isEqualTo(CONNECTED);
    }

    private String connectWith(Object argument) throws IOException {
        try (RtmpClient client = RtmpClient.open(SERVER.rtmpPort())) {
            return client.connect("live", "any", "jwt", forged, argument);
        }
    }

    private static void sendBeforeConnect(Message message) throws IOException {
        try (RtmpClient client = RtmpClient.open(SERVER.rtmpPort())) {
            client.socket().send(message);
            Clients.assertClosed(client);
        }
    }

    private static Map<String, Object> properties(Class<?> type) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Method method : type.getMethods()) {
            String name = method.getName();
            if (name.startsWith("set") && name.length() > 3 && method.getParameterCount() == 1) {
                properties.put(name.substring(3, 4).toLowerCase(java.util.Locale.ROOT) + name.substring(4), "x");
            }
        }
        properties.put("guard", "x");
        properties.put("gate", "x");
        properties.put("name", "x");
        return properties;
    }

    private static boolean canBeCreated(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && !Modifier.isAbstract(type.getModifiers())
                && Arrays.stream(type.getConstructors()).anyMatch(made -> made.getParameterCount() == 0);
    }

    private static List<String> services(JarFile jar) throws IOException {
        List<String> services = new ArrayList<>();
        for (JarEntry entry : jar.stream().toList()) {
            if (entry.getName().startsWith("META-INF/services/") && !entry.isDirectory()) {
                String text = new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                services.addAll(text.strip().lines().toList());
            }
        }
        return services;
    }

    /** What Red5's class loader finds in the jar. */
    private static Stream<Class<?>> classes(JarFile jar) {
        return jar.stream()
                .map(entry -> entry.getName())
                .filter(name -> name.endsWith(".class") && !name.contains("-info"))
                .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
                .map(TypedObjectsIT::load);
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, TypedObjectsIT.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path jar() throws IOException {
        try (Stream<Path> plugins = Files.list(SERVER.home().resolve("plugins"))) {
            return plugins.filter(file -> file.getFileName().toString().startsWith("stagedoor-"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
