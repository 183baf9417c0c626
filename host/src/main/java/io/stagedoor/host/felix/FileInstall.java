package io.stagedoor.host.felix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Tells Apache Felix File Install what to watch. */
final class FileInstall {

    static final String NAME = "org.apache.felix.fileinstall";

    /**
     * Not those of a factory PID of ours without a name behind it: Declarative Services takes the first one for the whole component,
     * and none that has a name any more. The bridge tells of them, see its {@code ConfFolder}.
     */
    static final String FILTER =
            "(?!stagedoor\\.(application|server|authenticator\\.(jwt|simple|roundtrip))-?\\.cfg$).*\\.cfg";

    /** File Install would pack a folder into a jar, and fail at it. {@link BundleWatch} and the configuration keeper log folders. */
    static final String NO_FOLDERS = "skip";

    private static final String CONFIGURATION_ADMIN = "org.osgi.service.cm.ConfigurationAdmin";

    private FileInstall() {}

    /**
     * Has a folder's {@code .cfg} files read into Config Admin. The API of Config Admin is in
     * a bundle, and must not be on the class path of this code, or neither side would see the other's service.
     */
    static void watch(BundleContext context, Path conf) throws IOException {
        ServiceReference<?> reference = context.getServiceReference(CONFIGURATION_ADMIN);
        if (reference == null) {
            throw new IOException(
                    "no Config Admin in stagedoor/system: unpack the Stagedoor archive over the Red5 folder again");
        }
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("felix.fileinstall.dir", conf.toString());
        properties.put("felix.fileinstall.filter", FILTER);
        properties.put("felix.fileinstall.poll", "500");
        properties.put("felix.fileinstall.noInitialDelay", "true");
        // A folder that is removed and made again is read again: what Java watches is gone with it.
        properties.put("felix.fileinstall.disableNio2", "true");
        properties.put("felix.fileinstall.log.level", "2");
        properties.put("felix.fileinstall.subdir.mode", NO_FOLDERS);
        Object admin = context.getService(reference);
        try {
            Class<?> api = admin.getClass().getClassLoader().loadClass(CONFIGURATION_ADMIN);
            Object configuration = api.getMethod("getFactoryConfiguration", String.class, String.class, String.class)
                    .invoke(admin, NAME, "stagedoor", "?");
            Class<?> type = admin.getClass().getClassLoader().loadClass("org.osgi.service.cm.Configuration");
            type.getMethod("update", Dictionary.class).invoke(configuration, properties);
        } catch (ReflectiveOperationException e) {
            throw new IOException("cannot configure File Install to watch " + conf, e);
        } finally {
            context.ungetService(reference);
        }
    }
}
