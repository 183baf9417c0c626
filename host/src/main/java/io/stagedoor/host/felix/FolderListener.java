package io.stagedoor.host.felix;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/**
 * Gets the jars that File Install finds, instead of letting File Install install them: it takes a second file with the same bundle for
 * an update of the first, and uninstalls the bundle with either of them. The API of File Install is in its bundle, and must not be on
 * the class path of this code.
 *
 * <p>Takes pipes and devices as well, of any name and in any folder, and does nothing with them: whoever opened one could wait for ever.
 */
final class FolderListener implements InvocationHandler {

    private static final String API = "org.apache.felix.fileinstall.ArtifactInstaller";

    private final Consumer<Path> changed;
    private final Consumer<Path> removed;

    /**
     * @param changed told of each jar that is new or another one, when it grows no more
     * @param removed told of each jar that has gone
     */
    FolderListener(Consumer<Path> changed, Consumer<Path> removed) {
        this.changed = changed;
        this.removed = removed;
    }

    /**
     * Registers it, before any other that takes jars.
     *
     * @throws IOException if the bundle is no File Install
     */
    void register(BundleContext context, Bundle fileInstall) throws IOException {
        try {
            Class<?> type = fileInstall.loadClass(API);
            Object service = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, this);
            Dictionary<String, Object> properties = new Hashtable<>();
            properties.put(Constants.SERVICE_RANKING, Integer.MAX_VALUE);
            context.registerService(API, service, properties);
        } catch (ClassNotFoundException e) {
            throw new IOException(
                    "File Install has no " + API + ": unpack the Stagedoor archive over the Red5 folder again", e);
        }
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, Object[] arguments) {
        switch (method.getName()) {
            case "equals":
                return self == arguments[0];
            case "hashCode":
                return System.identityHashCode(self);
            case "toString":
                return "FolderListener";
            case "canHandle":
                return isJar(((File) arguments[0]).toPath()) || isSpecial(((File) arguments[0]).toPath());
            case "uninstall":
                tell(removed, ((File) arguments[0]).toPath());
                return null;
            default:
                tell(changed, ((File) arguments[0]).toPath());
                return null;
        }
    }

    private static void tell(Consumer<Path> of, Path file) {
        if (isNamedJar(file)) {
            of.accept(file);
        }
    }

    private static boolean isSpecial(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }

    private static boolean isNamedJar(Path file) {
        return file.toString().endsWith(".jar");
    }

    /** Also a file that was removed. Not one that cannot be read: nobody takes it then, and File Install asks again. */
    private static boolean isJar(Path file) {
        return isNamedJar(file) && (Files.notExists(file) || Files.isReadable(file));
    }
}
