package io.stagedoor.itests.felix;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.cleanCaches;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemPackage;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import org.assertj.core.api.Assertions;
import org.ops4j.pax.exam.Option;

/** The bundles as the distribution ships them, and a framework as the plugin starts it. */
final class Shipped {

    private static final Path STAGEDOOR =
            Path.of(System.getProperty("stagedoor.red5"), "stagedoor").normalize();

    /** What bundles import of Red5 and of the plugin is on this module's class path. */
    private static final Pattern OF_THE_HOST = Pattern.compile(
            "((?:org\\.red5|io\\.stagedoor\\.red5\\.hook|io\\.stagedoor\\.hook)[\\w.]*);version=\"\\[([\\d.]+)");

    /** What tests use beside that; more than bundles see in a real server. */
    private static final List<String> OF_RED5_FOR_TESTS = List.of(
            "io.stagedoor.red5.plugin.guard",
            "org.red5.server",
            "org.red5.server.api",
            "org.red5.server.api.event",
            "org.red5.server.api.scope",
            "org.red5.server.jmx.mxbeans",
            "org.red5.server.net.rtmp",
            "org.red5.server.scope");

    private Shipped() {}

    static Path bundleJar(String name) {
        return STAGEDOOR.resolve("bundles").resolve(name + ".jar");
    }

    static Option[] inFelix() {
        try {
            List<Option> options = new ArrayList<>();
            for (Path jar : jars()) {
                options.add(bundle(jar.toUri().toString()));
            }
            Path work = Files.createDirectories(Path.of(System.getProperty("stagedoor.work"), "felix"));
            packages().forEach(each -> options.add(systemPackage(each)));
            options.add(frameworkProperty("felix.cm.config.plugins")
                    .value("org.apache.felix.configadmin.plugin.interpolation"));
            options.add(frameworkProperty("felix.fileinstall.dir")
                    .value(Files.createDirectories(work.resolve("load")).toString()));
            // As the plugin sets them: a File Install that writes makes a configuration of its own, without a factory,
            // of one that it hears of too late, and the next one of that PID reaches nobody.
            options.add(frameworkProperty("felix.fileinstall.configEncoding").value("UTF-8"));
            options.add(frameworkProperty("felix.fileinstall.enableConfigSave").value("false"));
            Files.createDirectories(work.resolve("conf"));
            options.add(frameworkProperty("stagedoor.home").value(work.toString()));
            options.add(systemProperty("stagedoor.red5").value(System.getProperty("stagedoor.red5")));
            options.add(cleanCaches());
            options.add(junitBundles());
            options.add(bundle(jarOf(ByteBuddy.class)));
            options.add(bundle(jarOf(Assertions.class)));
            return options.toArray(Option[]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String jarOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().toString();
    }

    private static List<Path> jars() throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String folder : List.of("system", "bundles")) {
            try (Stream<Path> files = Files.list(STAGEDOOR.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
            }
        }
        return jars;
    }

    private static List<String> packages() throws IOException {
        Map<String, String> packages = new TreeMap<>();
        packages.put("org.slf4j", "1.7.36");
        // For the API of health checks: whoever installs it in a server brings the rest of SLF4J, too.
        packages.put("org.slf4j.helpers", "1.7.36");
        packages.put("ch.qos.logback.classic", "1.2.13");
        packages.put("ch.qos.logback.classic.spi", "1.2.13");
        packages.put("ch.qos.logback.core", "1.2.13");
        packages.put("ch.qos.logback.core.read", "1.2.13");
        for (Path jar : jars()) {
            try (JarFile file = new JarFile(jar.toFile())) {
                String imports = file.getManifest().getMainAttributes().getValue("Import-Package");
                Matcher matcher = OF_THE_HOST.matcher(imports == null ? "" : imports);
                while (matcher.find()) {
                    packages.put(matcher.group(1), matcher.group(2));
                }
            }
        }
        OF_RED5_FOR_TESTS.forEach(name -> packages.putIfAbsent(name, "1.3.17"));
        List<String> clauses = new ArrayList<>();
        packages.forEach((name, version) -> clauses.add(name + ";version=" + version));
        return clauses;
    }
}
