package io.stagedoor.config;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * Tells File Install that a file is as it should be, so that it does not deliver it: a moment later the configuration may say
 * something newer. File Install tells itself so after it has written a file; nobody else is meant to, and so it takes reflection.
 */
final class FileInstallKnows {

    private static final String SERVICE = "org.apache.felix.fileinstall.ArtifactInstaller";
    private static final String READER = "org.apache.felix.fileinstall.internal.ConfigInstaller";

    private static final String SCANNER = "org.apache.felix.fileinstall.internal.Scanner";

    private final BundleContext context;

    FileInstallKnows(BundleContext context) {
        this.context = context;
    }

    /** Whether File Install can be told, and asked. */
    boolean isPossible() {
        try {
            tell(new File(""));
            return hasSeen(new File(""));
        } catch (IOException e) {
            return false;
        }
    }

    /** The file has just been written here. */
    void written(Path file) throws IOException {
        tell(watched(file));
    }

    /**
     * Whether File Install has noticed how the file is now, and so has delivered it or is about to.
     *
     * @return true also where it cannot be known
     */
    boolean hasSeen(Path file) {
        try {
            return hasSeen(watched(file));
        } catch (IOException e) {
            return true;
        }
    }

    private boolean hasSeen(File file) throws IOException {
        boolean[] seen = {true};
        each(fileInstall -> {
            Method checksum = fileInstall
                    .getClass()
                    .getClassLoader()
                    .loadClass(SCANNER)
                    .getDeclaredMethod("checksum", File.class);
            checksum.setAccessible(true);
            for (Object watcher : ((Map<?, ?>) field(fileInstall, "watchers")).values()) {
                Object scanner = field(watcher, "scanner");
                Object stored = ((Map<?, ?>) field(scanner, "storedChecksums")).get(file);
                seen[0] &= stored == null || stored.equals(checksum.invoke(null, file));
            }
        });
        return seen[0];
    }

    /** The name under which it is watched: with the folder's links followed, and not its own. */
    private static File watched(Path file) throws IOException {
        return file.resolveSibling("").toRealPath().resolve(file.getFileName()).toFile();
    }

    private void tell(File file) throws IOException {
        boolean told = each(fileInstall ->
                fileInstall.getClass().getMethod("updateChecksum", File.class).invoke(fileInstall, file));
        if (!told) {
            throw new IOException("no File Install");
        }
    }

    private interface Use {
        void of(Object fileInstall) throws ReflectiveOperationException;
    }

    /** Whether there is any. */
    private boolean each(Use use) throws IOException {
        boolean found = false;
        try {
            ServiceReference<?>[] references = context.getAllServiceReferences(SERVICE, null);
            for (ServiceReference<?> reference : references == null ? new ServiceReference<?>[0] : references) {
                Object reader = context.getService(reference);
                if (reader != null && READER.equals(reader.getClass().getName())) {
                    use.of(field(reader, "fileInstall"));
                    found = true;
                }
                context.ungetService(reference);
            }
        } catch (ReflectiveOperationException | InvalidSyntaxException | RuntimeException e) {
            throw new IOException("File Install is of another version", e);
        }
        return found;
    }

    private static Object field(Object of, String name) throws ReflectiveOperationException {
        Class<?> type = of.getClass();
        while (Arrays.stream(type.getDeclaredFields())
                .noneMatch(field -> field.getName().equals(name))) {
            type = type.getSuperclass();
            if (type == null) {
                throw new NoSuchFieldException(name);
            }
        }
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }
}
