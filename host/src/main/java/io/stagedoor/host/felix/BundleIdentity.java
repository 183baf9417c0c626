package io.stagedoor.host.felix;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/** What the framework knows a bundle by: it installs none twice. A bundle without a version has version 0.0.0. */
record BundleIdentity(String symbolicName, Version version) {

    static final int MAX_MANIFEST = 1 << 20;

    /** Names of the framework for its fragments. */
    private static final Set<String> FRAMEWORK =
            Set.of(Constants.SYSTEM_BUNDLE_SYMBOLICNAME, "org.apache.felix.framework");

    /** That of an installed bundle; empty if it has no symbolic name. */
    static Optional<BundleIdentity> of(Bundle bundle) {
        return Optional.ofNullable(bundle.getSymbolicName()).map(name -> new BundleIdentity(name, bundle.getVersion()));
    }

    /**
     * That of the bundle in a file; empty if the manifest names no bundle.
     *
     * @throws IOException if the file is no jar, is damaged or cannot be read
     * @throws IllegalArgumentException if its {@code Bundle-Version} is no version, its manifest is too large, or it would extend
     *     the framework
     */
    static Optional<BundleIdentity> of(Path file) throws IOException {
        Attributes headers = headers(file);
        String name = headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
        String host = headers.getValue(Constants.FRAGMENT_HOST);
        if (host != null && FRAMEWORK.contains(host.split(";", 2)[0].strip())) {
            throw new IllegalArgumentException(
                    "it is a fragment of the framework, which would stop for it; remove the file");
        }
        return name == null
                ? Optional.empty()
                : Optional.of(new BundleIdentity(
                        name.split(";", 2)[0].strip(),
                        Version.parseVersion(headers.getValue(Constants.BUNDLE_VERSION))));
    }

    /**
     * The main headers of a jar's manifest; empty if it has none.
     *
     * @throws IOException if the file is no jar, is damaged or cannot be read
     * @throws IllegalArgumentException if the manifest is too large: a small file may hold one that fills the memory
     */
    static Attributes headers(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            ZipEntry entry = jar.getEntry(JarFile.MANIFEST_NAME);
            if (entry == null) {
                return new Attributes();
            }
            try (InputStream in = jar.getInputStream(entry)) {
                byte[] content = in.readNBytes(MAX_MANIFEST + 1);
                if (content.length > MAX_MANIFEST) {
                    throw new IllegalArgumentException("its manifest is larger than " + MAX_MANIFEST + " bytes");
                }
                return new Manifest(new ByteArrayInputStream(content)).getMainAttributes();
            }
        }
    }

    @Override
    public String toString() {
        return symbolicName + " " + version;
    }
}
