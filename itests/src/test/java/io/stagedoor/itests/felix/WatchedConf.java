package io.stagedoor.itests.felix;

import static io.stagedoor.itests.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;

import io.stagedoor.itests.Token;
import io.stagedoor.red5.hook.Gate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;

/** {@code stagedoor/conf}, watched by File Install as the plugin has it watched. Counts updates. */
final class WatchedConf implements AutoCloseable {

    static final String JWT = "stagedoor.authenticator.jwt";
    static final String APPLICATION = "stagedoor.application";
    static final String FILE = "felix.fileinstall.filename";

    private static final String WATCHER = "org.apache.felix.fileinstall";

    private final BundleContext context;
    private final int pollMillis;
    private final List<String> updated = new ArrayList<>();
    private final ServiceRegistration<?> listener;
    private int marks;

    /** Looked at more often than by the plugin: sooner done. */
    WatchedConf(BundleContext context) throws Exception {
        this(context, 100);
    }

    WatchedConf(BundleContext context, int pollMillis) throws Exception {
        this.context = context;
        this.pollMillis = pollMillis;
        clear();
        Files.createDirectories(folder());
        Files.createDirectories(secrets());
        watch();
        listener = context.registerService(SynchronousConfigurationListener.class, this::event, null);
    }

    static Option[] inFelix() {
        List<Option> options = new ArrayList<>(Arrays.asList(Shipped.inFelix()));
        options.add(frameworkProperty("org.apache.felix.configadmin.plugin.interpolation.secretsdir")
                .value(Path.of(System.getProperty("stagedoor.work"), "felix", "secrets")
                        .toString()));
        options.add(frameworkProperty("org.apache.felix.configadmin.plugin.interpolation.file.encoding")
                .value("UTF-8"));
        return options.toArray(Option[]::new);
    }

    void watch() throws IOException {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("felix.fileinstall.dir", folder().toString());
        properties.put("felix.fileinstall.filter", ".*\\.cfg");
        properties.put("felix.fileinstall.poll", String.valueOf(pollMillis));
        properties.put("felix.fileinstall.noInitialDelay", "true");
        properties.put("felix.fileinstall.disableNio2", "true");
        properties.put("felix.fileinstall.log.level", "2");
        admin().getFactoryConfiguration(WATCHER, "stagedoor", "?").update(properties);
    }

    void watchNoMore() throws IOException {
        admin().getFactoryConfiguration(WATCHER, "stagedoor", "?").delete();
        eventually(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("fileinstall-" + folder())));
    }

    /** File Install, and the keeper, have looked at everything since this was called. */
    void looked() throws Exception {
        String pid = APPLICATION + "~mark";
        for (int i = 0; i < 2; i++) {
            String mark = "mark" + marks++;
            write("stagedoor.application-mark.cfg", "application=" + mark + "\nauthenticator=nobody\n");
            eventually(() -> assertThat(property(pid, "application")).isEqualTo(mark));
            eventually(() -> {
                // File Install delivers a file twice that is written while it looks: then the file counts.
                if (!"somebody".equals(property(pid, "authenticator"))) {
                    update(APPLICATION, "mark", Map.of("application", mark, "authenticator", "somebody"));
                }
                assertThat(read("stagedoor.application-mark.cfg")).contains("somebody");
            });
        }
    }

    Path folder() {
        return Path.of(context.getProperty("stagedoor.home"), "conf");
    }

    Path secrets() {
        return Path.of(context.getProperty("stagedoor.home"), "secrets");
    }

    Path file(String name) {
        return folder().resolve(name);
    }

    String read(String name) throws IOException {
        return Files.readString(file(name));
    }

    /** In one step, as operators are told to. */
    void write(String name, String text) throws IOException {
        Path prepared = Files.writeString(folder().resolve(name + ".new"), text);
        Files.move(prepared, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void writeJwt(String name, String secret) throws IOException {
        write(JWT + "-" + name + ".cfg", "# " + name + "\nname=" + name + "\njwtSecret=" + secret + "\n");
    }

    void writeApplication(String name, String authenticator) throws IOException {
        write(
                APPLICATION + "-" + name + ".cfg",
                "# " + name + "\napplication=" + name + "\nauthenticator=" + authenticator + "\n");
    }

    ConfigurationAdmin admin() {
        return context.getService(context.getServiceReference(ConfigurationAdmin.class));
    }

    Configuration configuration(String factoryPid, String name) throws Exception {
        Configuration[] found = admin().listConfigurations("(service.pid=" + factoryPid + "~" + name + ")");
        return found == null ? null : found[0];
    }

    Object property(String pid, String key) throws Exception {
        Configuration[] found = admin().listConfigurations("(service.pid=" + pid + ")");
        return found == null ? null : found[0].getProperties().get(key);
    }

    /** As most clients of Config Admin do it: these properties and no others. */
    void update(String factoryPid, String name, Map<String, ?> properties) throws IOException {
        admin().getFactoryConfiguration(factoryPid, name, "?").update(new Hashtable<>(properties));
    }

    /** As careful clients do it: one property, the others as they are. */
    void change(String factoryPid, String name, String key, Object value) throws Exception {
        Configuration configuration = configuration(factoryPid, name);
        Dictionary<String, Object> properties = configuration.getProperties();
        properties.put(key, value);
        configuration.update(properties);
    }

    private void event(ConfigurationEvent event) {
        synchronized (updated) {
            if (event.getType() == ConfigurationEvent.CM_UPDATED) {
                updated.add(event.getPid());
            }
        }
    }

    long updates(String factoryPid, String name) {
        synchronized (updated) {
            return updated.stream().filter((factoryPid + "~" + name)::equals).count();
        }
    }

    boolean admits(String application, String signedWith) {
        ServiceReference<Gate> reference = context.getServiceReference(Gate.class);
        Gate gate = reference == null ? null : context.getService(reference);
        return gate != null
                && GateClient.withToken(application, signedWith, GateClient.Role.ANY)
                        .connect(gate)
                        .allowed();
    }

    void eventuallyAdmits(String application, String signedWith) {
        eventually(() -> assertThat(admits(application, signedWith))
                .as(application + " with the newest secret")
                .isTrue());
        assertThat(admits(application, Token.newSecret())).isFalse();
    }

    Bundle keeper() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> "io.stagedoor.config.keeper".equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    private void clear() throws IOException {
        if (Files.isDirectory(folder())) {
            try (Stream<Path> files = Files.list(folder())) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file); // the bridge may just be writing or removing it
                }
            }
        }
    }

    @Override
    public void close() throws Exception {
        listener.unregister();
        Set<String> pids = pids();
        eventually(() -> {
            clear(); // also what was being written meanwhile
            assertThat(admin().listConfigurations("(" + FILE + "=*)")).isNull();
            // Those that have dropped this property as well: deleted below, they would be taken for somebody's wish,
            // and the
            // same file for what is to be removed.
            for (String pid : pids) {
                assertThat(admin().listConfigurations("(service.pid=" + pid + ")"))
                        .as(pid)
                        .isNull();
            }
        });
        watchNoMore();
        Configuration[] left = admin().listConfigurations("(service.factoryPid=stagedoor.*)");
        for (Configuration each : left == null ? new Configuration[0] : left) {
            try {
                each.delete();
            } catch (IllegalStateException e) {
                continue; // the bridge was faster
            }
        }
    }

    /** Of the files that are there. */
    private Set<String> pids() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".cfg"))
                    .map(name ->
                            name.substring(0, name.length() - ".cfg".length()).replaceFirst("-", "~"))
                    .collect(Collectors.toSet());
        }
    }
}
