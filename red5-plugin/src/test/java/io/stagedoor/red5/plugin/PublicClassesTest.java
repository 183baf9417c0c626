package io.stagedoor.red5.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.red5.plugin.web.JakartaInitializer;
import io.stagedoor.red5.plugin.web.JavaxInitializer;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Any client can have Red5 create and fill an object of any class on its class path, before anybody has judged the client. */
class PublicClassesTest {

    private static List<Class<?>> ours() throws Exception {
        Path root = Path.of(StagedoorPlugin.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file).toString().replace('/', '.');
                if (!name.endsWith("-info.class")) {
                    classes.add(Class.forName(name.substring(0, name.length() - ".class".length())));
                }
            }
        }
        return classes;
    }

    private static boolean canBeMade(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && !Modifier.isAbstract(type.getModifiers())
                && Arrays.stream(type.getConstructors()).anyMatch(made -> made.getParameterCount() == 0);
    }

    @Test
    void a_client_can_make_none_of_our_objects_but_those_that_somebody_must_make() throws Exception {
        assertThat(ours())
                .hasSizeGreaterThan(20)
                .filteredOn(PublicClassesTest::canBeMade)
                .containsExactlyInAnyOrder(StagedoorPlugin.class, JavaxInitializer.class, JakartaInitializer.class);
    }

    @Test
    void those_have_no_setter_of_ours() throws Exception {
        assertThat(ours())
                .filteredOn(PublicClassesTest::canBeMade)
                .flatMap(type -> Arrays.asList(type.getDeclaredMethods()))
                .extracting(Method::getName)
                .noneMatch(name -> name.startsWith("set"));
    }
}
