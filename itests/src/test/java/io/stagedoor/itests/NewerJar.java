package io.stagedoor.itests;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A bundle as its next release would be: the same in all but its version. */
public final class NewerJar {

    private NewerJar() {}

    /** Writes the bundle with another version. */
    public static void write(Path bundle, String version, Path jar) throws IOException {
        try (JarFile from = new JarFile(bundle.toFile());
                OutputStream out = Files.newOutputStream(jar)) {
            Manifest manifest = from.getManifest();
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (JarOutputStream to = new JarOutputStream(out, manifest)) {
                copy(from, to);
            }
        }
    }

    private static void copy(JarFile from, JarOutputStream to) throws IOException {
        for (Enumeration<JarEntry> entries = from.entries(); entries.hasMoreElements(); ) {
            JarEntry entry = entries.nextElement();
            if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                to.putNextEntry(new JarEntry(entry.getName()));
                try (InputStream in = from.getInputStream(entry)) {
                    in.transferTo(to);
                }
            }
        }
    }
}
