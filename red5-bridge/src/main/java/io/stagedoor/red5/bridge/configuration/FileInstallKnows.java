package io.stagedoor.red5.bridge.configuration;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
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

    private final BundleContext context;

    FileInstallKnows(BundleContext context) {
        this.context = context;
    }

    /** Whether File Install can be told. */
    boolean isPossible() {
        try {
            tell(new File(""));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The file has just been written here. */
    void written(Path file) throws IOException {
        // The name under which it is watched: with the folder's links followed, and not its own.
        tell(file.getParent().toRealPath().resolve(file.getFileName()).toFile());
    }

    private void tell(File file) throws IOException {
        boolean told = false;
        try {
            ServiceReference<?>[] references = context.getAllServiceReferences(SERVICE, null);
            for (ServiceReference<?> reference : references == null ? new ServiceReference<?>[0] : references) {
                Object reader = context.getService(reference);
                if (reader != null && READER.equals(reader.getClass().getName())) {
                    Field field = reader.getClass().getDeclaredField("fileInstall");
                    field.setAccessible(true);
                    Object fileInstall = field.get(reader);
                    fileInstall
                            .getClass()
                            .getMethod("updateChecksum", File.class)
                            .invoke(fileInstall, file);
                    told = true;
                }
                context.ungetService(reference);
            }
        } catch (ReflectiveOperationException | InvalidSyntaxException | RuntimeException e) {
            throw new IOException("File Install is of another version", e);
        }
        if (!told) {
            throw new IOException("no File Install");
        }
    }
}
