package io.stagedoor.auth.simple.internal;

import java.nio.file.Path;
import org.osgi.framework.BundleContext;

/** Where relative paths of a configuration begin. */
final class Home {

    private Home() {}

    /**
     * The folder around {@code stagedoor}, which the framework property {@code stagedoor.home} names; the working directory where the framework has
     * no such property.
     */
    static Path of(BundleContext context) {
        String stagedoor = context.getProperty("stagedoor.home");
        Path working = Path.of("").toAbsolutePath();
        return stagedoor == null
                ? working
                : working.resolve(stagedoor).normalize().resolveSibling("");
    }
}
