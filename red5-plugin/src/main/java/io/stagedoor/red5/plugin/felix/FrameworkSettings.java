package io.stagedoor.red5.plugin.felix;

import io.stagedoor.red5.hook.Gate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Constants;

/** The properties that the framework and its services are started with. */
final class FrameworkSettings {

    /** Where bundles find the folder {@code stagedoor/}. */
    static final String HOME = "stagedoor.home";

    /** Tells bundles whether a thread of Red5's that waits makes only its own client wait. */
    static final String MAY_BLOCK = "stagedoor.mayBlock";

    /** The packages of Red5 that the bridge needs; the API of 1.3, which 2.0 has too. */
    private static final List<String> RED5 = List.of(
            "org.red5.server.api",
            "org.red5.server.api.scope",
            "org.red5.server.api.service",
            "org.red5.server.api.stream",
            "org.red5.server.api.so",
            "org.red5.server.api.event",
            "org.red5.server.api.listeners",
            "org.red5.server.api.statistics",
            "org.red5.server.api.persistence",
            "org.red5.server.exception");

    private static final String INTERPOLATION = "org.apache.felix.configadmin.plugin.interpolation";

    private FrameworkSettings() {}

    static Map<String, String> of(Folders folders, boolean mayBlock) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(HOME, folders.home().toString());
        settings.put(MAY_BLOCK, Boolean.toString(mayBlock));
        settings.put(Constants.FRAMEWORK_STORAGE, folders.cache().toString());
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, packages());
        // The framework must not take java.net.URL's one factory: Tomcat needs it.
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

    private static String packages() {
        String hook = Gate.class.getPackageName() + ";version=" + Gate.VERSION;
        Stream<String> red5 = RED5.stream().map(name -> name + ";version=1.3.0");
        return Stream.concat(Stream.of(hook, "org.slf4j;version=1.7.36"), red5).collect(Collectors.joining(","));
    }
}
