package io.stagedoor.host.felix;

import io.stagedoor.hook.HttpRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Constants;

/** The properties that the framework and its services are started with. */
final class FrameworkSettings {

    /** Where bundles find the folder {@code stagedoor/}. */
    static final String HOME = "stagedoor.home";

    /** Tells bundles whether a thread of the server's that waits makes only its own client wait. */
    static final String MAY_BLOCK = "stagedoor.mayBlock";

    private static final String INTERPOLATION = "org.apache.felix.configadmin.plugin.interpolation";

    private FrameworkSettings() {}

    /** @param packages what bundles see of the server: by name, with their versions */
    static Map<String, String> of(Folders folders, Map<String, String> packages, boolean mayBlock) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(HOME, folders.home().toString());
        settings.put(MAY_BLOCK, Boolean.toString(mayBlock));
        settings.put(Constants.FRAMEWORK_STORAGE, folders.cache().toString());
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, exported(packages));
        // The framework must not take java.net.URL's one factory: Red5's Tomcat needs it.
        settings.put("felix.service.urlhandlers", "false");
        settings.put("felix.cm.dir", folders.state().toString());
        // No configuration is delivered before placeholders can be resolved.
        settings.put("felix.cm.config.plugins", INTERPOLATION);
        settings.put(INTERPOLATION + ".secretsdir", folders.secrets().toString());
        settings.put(INTERPOLATION + ".file.encoding", "UTF-8");
        settings.put("felix.fileinstall.dir", folders.bundles().toString());
        settings.put("felix.fileinstall.filter", ".*\\.jar");
        settings.put("felix.fileinstall.poll", "500");
        settings.put("felix.fileinstall.noInitialDelay", "true");
        settings.put(
                "felix.fileinstall.tmpdir",
                folders.cache().resolve("fileinstall").toString());
        settings.put("felix.fileinstall.log.level", "2");
        settings.put("felix.fileinstall.subdir.mode", FileInstall.NO_FOLDERS);
        // File Install looks for these two among the framework's properties only, not among those of a watched folder.
        settings.put("felix.fileinstall.configEncoding", "UTF-8");
        // It would write after each change, also one that it has just read, and not atomically (docs/adr/0012).
        settings.put("felix.fileinstall.enableConfigSave", "false");
        return settings;
    }

    private static String exported(Map<String, String> packages) {
        String hook = HttpRequest.class.getPackageName() + ";version=" + HttpRequest.VERSION;
        Stream<String> servers = packages.entrySet().stream().map(one -> one.getKey() + ";version=" + one.getValue());
        return Stream.concat(Stream.of(hook, "org.slf4j;version=1.7.36"), servers)
                .collect(Collectors.joining(","));
    }
}
