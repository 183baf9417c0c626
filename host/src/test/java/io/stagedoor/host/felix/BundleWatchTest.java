package io.stagedoor.host.felix;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;
import org.slf4j.LoggerFactory;

class BundleWatchTest {

    @TempDir
    private Path home;

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final FrameworkLog log = new FrameworkLog();
    private Path folder;
    private Framework framework;
    private BundleWatch watch;

    @BeforeEach
    void start() throws Exception {
        folder = Files.createDirectory(home.resolve("bundles"));
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        "org.osgi.framework.storage", home.resolve("cache").toString()));
        framework.start();
        watch = new BundleWatch(framework.getBundleContext(), folder, log, file -> false);
        lines.start();
        logger().setLevel(Level.INFO);
        logger().addAppender(lines);
    }

    @AfterEach
    void stop() throws Exception {
        logger().detachAppender(lines);
        logger().setLevel(null);
        watch.close();
        framework.stop();
        framework.waitForStop(5_000);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(BundleWatch.class);
    }

    private List<String> looked() {
        lines.list.clear();
        for (int i = 0; i < 5; i++) {
            watch.look();
        }
        return lines.list.stream()
                .map(line -> line.getLevel() + " " + line.getFormattedMessage())
                .toList();
    }

    private Path jar(String name, Map<String, String> headers) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach((key, value) -> manifest.getMainAttributes().putValue(key, value));
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.finish();
        }
        return file;
    }

    /** As File Install does. */
    private Bundle install(String name, Map<String, String> headers) throws Exception {
        Path file = jar(name, headers);
        return framework
                .getBundleContext()
                .installBundle(
                        FrameworkLog.location(file.getParent().toRealPath().resolve(name)));
    }

    private static Map<String, String> bundle(String name, String key, String value) {
        return Map.of(
                "Bundle-ManifestVersion", "2", "Bundle-SymbolicName", name, "Bundle-Version", "1.2.0", key, value);
    }

    @Test
    void a_missing_package_is_named_with_the_version_that_is_needed() throws Exception {
        install("acme.jar", bundle("acme", "Import-Package", "com.acme.store;version=\"[2,3)\""));
        assertThat(looked())
                .containsExactly("WARN stagedoor/bundles/acme.jar: bundle acme 1.2.0 does not start: it needs package"
                        + " com.acme.store 2.0.0 or newer, older than 3.0.0, which no bundle provides.");
    }

    @Test
    void a_package_of_another_version_is_named_with_the_one_that_is_there() throws Exception {
        install("store.jar", bundle("store", "Export-Package", "com.acme.store;version=1.5"))
                .start();
        install("acme.jar", bundle("acme", "Import-Package", "com.acme.store;version=\"[2,3)\""));
        assertThat(looked())
                .singleElement()
                .asString()
                .endsWith("older than 3.0.0, but only version 1.5.0 (bundle store) is available.");
    }

    @Test
    void a_bundle_that_waits_for_one_that_does_not_start_names_it() throws Exception {
        install("store.jar", bundle("store", "Import-Package", "com.acme.missing"));
        install("acme.jar", bundle("acme", "Require-Bundle", "store;bundle-version=\"1.0\""));
        assertThat(looked())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("acme.jar").contains("it needs bundle store"))
                .anySatisfy(line -> assertThat(line).contains("store.jar").contains("package com.acme.missing"));
    }

    @Test
    void what_an_activator_throws_is_told_once_without_secrets_on_one_line() throws Exception {
        Bundle bundle = install("act.jar", bundle("act", "Bundle-Activator", "acme.Missing"));
        try {
            bundle.start();
        } catch (BundleException e) {
            BundleException told = new BundleException("failed\ntoken=abc.def", e);
            log.keep(bundle.getLocation(), told);
        }
        assertThat(looked())
                .singleElement()
                .asString()
                .contains("act.jar", "does not start", "acme.Missing", "token=***")
                .doesNotContain("\n", "abc.def");
    }

    @Test
    void files_that_are_no_bundles_say_what_they_are() throws Exception {
        Files.writeString(folder.resolve("note.txt"), "x");
        Files.writeString(folder.resolve("broken.jar"), "x");
        Files.writeString(folder.resolve("README"), "x");
        jar("plain.jar", Map.of());
        assertThat(looked())
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).contains("note.txt: not used"))
                .anySatisfy(line -> assertThat(line).contains("broken.jar: not installed: it is not a jar"))
                .anySatisfy(line -> assertThat(line).contains("plain.jar").contains("Bundle-SymbolicName"));
        assertThat(looked()).isEmpty();
    }

    @Test
    void a_bundle_that_starts_after_all_is_told_by_its_name() throws Exception {
        install("acme.jar", bundle("acme", "Import-Package", "com.acme.store"));
        assertThat(looked()).hasSize(1);
        install("store.jar", bundle("store", "Export-Package", "com.acme.store"))
                .start();
        framework
                .getBundleContext()
                .getBundle(FrameworkLog.location(folder.toRealPath().resolve("acme.jar")))
                .start();
        assertThat(looked()).containsExactly("INFO stagedoor/bundles/acme.jar: fixed: its bundle is running.");
    }

    @Test
    void a_bundle_that_the_framework_has_not_come_to_is_not_said_to_fail() throws Exception {
        install("acme.jar", bundle("acme", "X-Some", "header"));
        jar("late.jar", bundle("late", "X-Some", "header"));
        assertThat(looked()).isEmpty();
        lines.list.clear();
        for (int i = 0; i < 60; i++) {
            watch.look();
        }
        assertThat(lines.list)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.getFormattedMessage()).endsWith("the framework has not said why."));
    }

    @Test
    void a_folder_is_told_to_be_one() throws Exception {
        Files.createDirectory(folder.resolve("sub"));
        Files.createDirectory(folder.resolve("sub.jar"));
        assertThat(looked())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .endsWith("not used: it is a folder; put jars directly into stagedoor/bundles."));
    }

    @Test
    void a_fragment_is_not_expected_to_start() throws Exception {
        install("host.jar", bundle("host", "Import-Package", "org.osgi.framework"));
        install("fragment.jar", bundle("fragment", "Fragment-Host", "host"));
        framework.getBundleContext().getBundles()[1].start();
        assertThat(looked()).isEmpty();
    }
}
