package io.stagedoor.red5.plugin.felix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/** What the framework knows a bundle by: it installs none twice. A bundle without a version has version 0.0.0. */
record BundleIdentity(String symbolicName, Version version) {

    /** That of an installed bundle; empty if it has no symbolic name. */
    static Optional<BundleIdentity> of(Bundle bundle) {
        return Optional.ofNullable(bundle.getSymbolicName()).map(name -> new BundleIdentity(name, bundle.getVersion()));
    }

    /**
     * That of the bundle in a file; empty if the manifest names no bundle.
     *
     * @throws IOException if the file is no jar, is damaged or cannot be read
     * @throws IllegalArgumentException if its {@code Bundle-Version} is no version
     */
    static Optional<BundleIdentity> of(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            Manifest manifest = jar.getManifest();
            Attributes headers = manifest == null ? new Attributes() : manifest.getMainAttributes();
            String name = headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
            return name == null
                    ? Optional.empty()
                    : Optional.of(new BundleIdentity(
                            name.split(";", 2)[0].strip(),
                            Version.parseVersion(headers.getValue(Constants.BUNDLE_VERSION))));
        }
    }

    @Override
    public String toString() {
        return symbolicName + " " + version;
    }
}
