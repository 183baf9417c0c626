package io.stagedoor.auth.simple.internal;

import java.nio.file.Path;
import org.osgi.framework.BundleContext;

/** Where RED5_HOME is. */
final class Home {

    private Home() {}

    /** The folder around {@code stagedoor}, else what the server itself calls its home, else the working directory. */
    static Path of(BundleContext context) {
        String stagedoor = context.getProperty("stagedoor.home");
        if (stagedoor != null) {
            return Path.of(stagedoor).toAbsolutePath().normalize().getParent();
        }
        return Path.of(System.getProperty("red5.root", "")).toAbsolutePath();
    }
}
