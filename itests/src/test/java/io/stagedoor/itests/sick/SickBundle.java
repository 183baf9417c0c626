package io.stagedoor.itests.sick;

import io.stagedoor.auth.Authenticator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Offers every {@link SickAuthenticator}. */
public final class SickBundle implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        for (SickAuthenticator each : SickAuthenticator.values()) {
            Dictionary<String, Object> properties = new Hashtable<>();
            properties.put(Authenticator.NAME, each.authenticatorName());
            context.registerService(Authenticator.class, each, properties);
        }
    }

    @Override
    public void stop(BundleContext context) {}

    /** Writes the bundle's jar. */
    public static void write(Path jar) throws IOException {
        String folder = SickBundle.class.getPackageName().replace('.', '/');
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream to = new JarOutputStream(out, manifest())) {
            for (String name : classes()) {
                to.putNextEntry(new JarEntry(folder + "/" + name));
                try (InputStream in = SickBundle.class.getResourceAsStream(name)) {
                    in.transferTo(to);
                }
            }
        }
    }

    private static List<String> classes() {
        Stream<Class<?>> ofAuthenticators =
                Stream.of(SickAuthenticator.values()).map(Object::getClass);
        return Stream.concat(Stream.of(SickBundle.class, SickAuthenticator.class), ofAuthenticators)
                .map(type -> type.getName().substring(type.getPackageName().length() + 1) + ".class")
                .distinct()
                .collect(Collectors.toList());
    }

    private static Manifest manifest() {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        Map.of(
                        "Manifest-Version", "1.0",
                        "Bundle-ManifestVersion", "2",
                        "Bundle-SymbolicName", "io.stagedoor.itests.sick",
                        "Bundle-Version", "1.0.0",
                        "Bundle-Activator", SickBundle.class.getName(),
                        "Import-Package", "io.stagedoor.auth;version=\"[2,3)\",org.osgi.framework;version=\"[1.8,2)\"")
                .forEach(main::putValue);
        return manifest;
    }
}
