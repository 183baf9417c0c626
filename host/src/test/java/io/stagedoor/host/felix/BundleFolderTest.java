package io.stagedoor.host.felix;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.stagedoor.auth.support.Eventually;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.launch.Framework;
import org.slf4j.LoggerFactory;

/** With Felix and File Install as they are shipped. */
class BundleFolderTest {

    @TempDir
    private Path home;

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final FrameworkLog log = new FrameworkLog();
    private int written;
    private Path folder;
    private Framework framework;
    private BundleFolder bundles;

    @BeforeEach
    void prepare() throws Exception {
        home = home.toRealPath();
        folder = Files.createDirectory(home.resolve("bundles"));
        Files.createDirectory(home.resolve("system"));
        lines.start();
        logger().setLevel(Level.INFO);
        logger().addAppender(lines);
    }

    @AfterEach
    void stop() throws Exception {
        logger().detachAppender(lines);
        logger().setLevel(null);
        if (framework != null) {
            bundles.close();
            framework.stop();
            framework.waitForStop(10_000);
        }
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(BundleFolder.class.getPackageName());
    }

    /** As the plugin does, but looks more often. */
    private void start() throws Exception {
        Folders folders = new Folders(home);
        Map<String, String> settings = new HashMap<>(FrameworkSettings.of(folders, Map.of(), true));
        settings.put("felix.fileinstall.poll", "50");
        if (Files.isDirectory(folders.cache())) {
            FrameworkCache.clean(folders.cache());
        }
        framework = new FrameworkFactory().newFramework(settings);
        framework.start();
        try (Stream<Path> jars = Files.list(folders.system())) {
            for (Path jar : jars.toList()) {
                framework
                        .getBundleContext()
                        .installBundle(jar.toUri().toString())
                        .start();
            }
        }
        Bundle fileInstall = framework
                .getBundleContext()
                .installBundle(ArtifactInstaller.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString());
        bundles = new BundleFolder(framework.getBundleContext(), home, log);
        bundles.listen(fileInstall);
        fileInstall.start();
        bundles.open();
    }

    private void restart() throws Exception {
        bundles.close();
        framework.stop();
        framework.waitForStop(10_000);
        start();
    }

    private Path jar(String file, String name, String version, String content) throws IOException {
        return jar(folder.resolve(file), name, version, content, Map.of());
    }

    /** Written beside the folder first, and moved into it. Each has another time, as files that are made one after the other. */
    private Path jar(Path file, String name, String version, String content, Map<String, String> headers)
            throws IOException {
        Manifest manifest = new Manifest();
        Attributes all = manifest.getMainAttributes();
        all.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        all.putValue("Bundle-ManifestVersion", "2");
        all.putValue("Bundle-SymbolicName", name);
        all.putValue("X-Content", content);
        if (!version.isEmpty()) {
            all.putValue("Bundle-Version", version);
        }
        headers.forEach(all::putValue);
        Path made = home.resolve("made");
        try (OutputStream out = Files.newOutputStream(made);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.finish();
        }
        Files.setLastModifiedTime(made, FileTime.fromMillis(1_700_000_000_000L + 10_000L * written++));
        return Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path copy(Path jar, String name) throws IOException {
        return Files.copy(jar, folder.resolve(name));
    }

    private void eventually(String what, BooleanSupplier condition) {
        Eventually.eventually(() -> what + "; log: " + told(), condition);
    }

    private List<String> told() {
        return List.copyOf(lines.list).stream()
                .map(line -> line.getLevel() + " " + line.getFormattedMessage())
                .toList();
    }

    private void eventuallyTold(String... parts) {
        eventually(
                "told of " + List.of(parts),
                () -> told().stream().anyMatch(line -> Stream.of(parts).allMatch(line::contains)));
    }

    private Optional<Bundle> bundle(String name, String version) {
        return Stream.of(framework.getBundleContext().getBundles())
                .filter(one -> name.equals(one.getSymbolicName()))
                .filter(one -> version.equals(one.getVersion().toString()))
                .findFirst();
    }

    private boolean runs(String name, String version, String content) {
        return bundle(name, version)
                .filter(one -> one.getState() == Bundle.ACTIVE)
                .filter(one -> content.equals(one.getHeaders("").get("X-Content")))
                .isPresent();
    }

    private void eventuallyRuns(String content) {
        eventually(content + " runs", () -> runs("acme", "1.0.0", content));
    }

    private String source() {
        String location = bundle("acme", "1.0.0").orElseThrow().getLocation();
        return location.substring(location.lastIndexOf('/') + 1);
    }

    @Test
    void a_fragment_of_the_framework_is_not_installed() throws Exception {
        jar("acme.jar", "acme", "1.0.0", "one");
        start();
        eventuallyRuns("one");
        Path fragment = jar(
                folder.resolve("zfrag.jar"),
                "frag",
                "1.0.0",
                "two",
                Map.of("Fragment-Host", "system.bundle; extension:=framework"));
        eventually("not installed", () -> log.failure(FrameworkLog.location(fragment)) != null);
        assertThat(runs("acme", "1.0.0", "one")).isTrue();
        assertThat(bundle("frag", "1.0.0")).isEmpty();
    }

    @Test
    void a_small_jar_with_a_manifest_that_fills_the_memory_is_not_read() throws Exception {
        String line = "x".repeat(60_000);
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            headers.put("X-" + i, line);
        }
        start();
        Path bomb = jar(folder.resolve("bomb.jar"), "bomb", "1.0.0", "one", headers);
        eventually("not installed", () -> log.failure(FrameworkLog.location(bomb)) != null);
        assertThat(log.failure(FrameworkLog.location(bomb))).hasMessageContaining("manifest is larger");
        jar("acme.jar", "acme", "1.0.0", "one");
        eventuallyRuns("one");
    }

    @Test
    void what_could_not_be_installed_is_tried_again() throws Exception {
        start();
        Path cache = new Folders(home).cache();
        Path away = Files.move(cache, home.resolve("away"));
        Files.createFile(cache); // nothing can be stored there
        Path jar = jar("acme.jar", "acme", "1.0.0", "one");
        eventually("not installed", () -> log.failure(FrameworkLog.location(jar)) != null);
        Files.delete(cache);
        Files.move(away, cache);
        eventuallyRuns("one");
    }

    @Test
    void a_copy_of_a_jar_changes_nothing_and_may_go_again() throws Exception {
        Path jar = jar("acme.jar", "acme", "1.0.0", "one");
        start();
        eventuallyRuns("one");
        long id = bundle("acme", "1.0.0").orElseThrow().getBundleId();
        long modified = bundle("acme", "1.0.0").orElseThrow().getLastModified();

        Path copy = copy(jar, "acme-backup.jar");
        eventuallyTold(
                "WARN",
                "stagedoor/bundles/acme-backup.jar: not installed: bundle acme 1.0.0 is installed from"
                        + " stagedoor/bundles/acme.jar. Remove one of the two files; to update the bundle, overwrite"
                        + " stagedoor/bundles/acme.jar.");
        assertThat(bundles.isDuplicate(copy)).isTrue();
        Files.delete(copy);
        eventuallyTold("INFO", "acme-backup.jar: fixed: it was removed or renamed.");

        assertThat(runs("acme", "1.0.0", "one")).isTrue();
        assertThat(bundle("acme", "1.0.0").orElseThrow().getBundleId()).isEqualTo(id);
        assertThat(bundle("acme", "1.0.0").orElseThrow().getLastModified()).isEqualTo(modified);
    }

    @Test
    void another_content_of_the_same_version_is_no_update_and_takes_over_when_the_first_goes() throws Exception {
        Path jar = jar("acme.jar", "acme", "1.0.0", "one");
        start();
        eventuallyRuns("one");
        jar("acme-new.jar", "acme", "1.0.0", "two");
        eventuallyTold("WARN", "acme-new.jar: not installed");
        assertThat(runs("acme", "1.0.0", "one")).isTrue();

        Files.delete(jar);
        eventuallyRuns("two");
        eventuallyTold("INFO", "acme-new.jar: fixed: its bundle is installed from this file now.");
        Files.delete(folder.resolve("acme-new.jar"));
        eventually("uninstalled", () -> bundle("acme", "1.0.0").isEmpty());
        jar("acme.jar", "acme", "1.0.0", "three");
        eventuallyRuns("three");
    }

    @Test
    void overwriting_updates_whether_or_not_a_copy_lies_beside() throws Exception {
        Path jar = jar("acme.jar", "acme", "1.0.0", "one");
        start();
        eventuallyRuns("one");
        copy(jar, "acme-old.jar");
        eventuallyTold("WARN", "acme-old.jar: not installed");
        long id = bundle("acme", "1.0.0").orElseThrow().getBundleId();

        jar("acme.jar", "acme", "1.0.0", "two");
        eventuallyRuns("two");
        assertThat(bundle("acme", "1.0.0").orElseThrow().getBundleId()).isEqualTo(id);

        // The copy is what holds the old version now.
        jar("acme.jar", "acme", "1.1.0", "three");
        eventually("both versions", () -> runs("acme", "1.1.0", "three") && runs("acme", "1.0.0", "one"));
    }

    @Test
    void a_copy_takes_the_place_of_a_jar_that_is_damaged() throws Exception {
        Path jar = jar("acme.jar", "acme", "1.0.0", "one");
        start();
        eventuallyRuns("one");
        copy(jar, "acme-copy.jar");
        eventuallyTold("WARN", "acme-copy.jar: not installed");

        Files.writeString(jar, "no jar");
        eventually("the copy", () -> runs("acme", "1.0.0", "one") && source().equals("acme-copy.jar"));
        jar("acme.jar", "acme", "1.0.0", "two");
        eventuallyTold("WARN", "stagedoor/bundles/acme.jar: not installed", "acme-copy.jar");
        Files.delete(folder.resolve("acme-copy.jar"));
        eventuallyRuns("two");
    }

    @Test
    void a_copy_takes_the_place_of_a_jar_that_the_framework_does_not_install() throws Exception {
        jar(folder.resolve("acme.jar"), "acme", "1.0.0", "bad", Map.of("Import-Package", ";;"));
        jar("acme-good.jar", "acme", "1.0.0", "good");
        start();
        eventuallyRuns("good");
        assertThat(source()).isEqualTo("acme-good.jar");
    }

    @Test
    void touching_and_renaming_leave_it_running() throws Exception {
        Path jar = jar("acme.jar", "acme", "1.0.0", "one");
        start();
        eventuallyRuns("one");
        Path copy = copy(jar, "acme-backup.jar");
        eventuallyTold("WARN", "acme-backup.jar: not installed");
        Files.setLastModifiedTime(copy, FileTime.fromMillis(1_500_000_000_000L));
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_500_000_000_000L));
        Files.move(jar, folder.resolve("acme-renamed.jar"));
        eventually("the backup", () -> runs("acme", "1.0.0", "one") && source().equals("acme-backup.jar"));
        eventuallyTold("WARN", "acme-renamed.jar: not installed");
        Files.delete(copy);
        eventually("the other", () -> runs("acme", "1.0.0", "one") && source().equals("acme-renamed.jar"));
    }

    @Test
    void of_two_at_the_start_the_shorter_name_is_taken_each_time() throws Exception {
        jar("acme-backup.jar", "acme", "1.0.0", "two");
        jar("acme.jar", "acme", "1.0.0", "one");
        for (int i = 0; i < 3; i++) {
            if (i == 0) {
                start();
            } else {
                restart();
            }
            eventuallyRuns("one");
            eventuallyTold("WARN", "acme-backup.jar: not installed");
            lines.list.clear();
        }
        Files.delete(folder.resolve("acme.jar"));
        restart();
        eventuallyRuns("two");
    }

    @Test
    void what_stagedoor_brings_is_neither_replaced_nor_uninstalled() throws Exception {
        Path library = jar(home.resolve("system/acme-1.jar"), "acme", "1.0.0", "system", Map.of());
        Path copy = copy(library, "copy.jar");
        start();
        eventuallyTold(
                "WARN",
                "stagedoor/bundles/copy.jar: not installed: bundle acme 1.0.0 is installed from"
                        + " stagedoor/system/acme-1.jar. Remove this file");
        jar("other.jar", "acme", "1.0.0", "other");
        eventuallyTold("WARN", "other.jar: not installed");
        Files.delete(copy);
        eventuallyTold("INFO", "copy.jar: fixed");
        Files.delete(folder.resolve("other.jar"));
        eventuallyTold("INFO", "other.jar: fixed");
        assertThat(runs("acme", "1.0.0", "system")).isTrue();

        jar("newer.jar", "acme", "1.1.0", "newer");
        eventually("a newer one beside it", () -> runs("acme", "1.1.0", "newer"));
    }

    @Test
    void a_folder_with_what_is_in_a_jar_is_no_jar() throws Exception {
        jar("acme.jar", "acme", "1.0.0", "one");
        start();
        eventuallyRuns("one");
        Path manifest = Files.createDirectories(folder.resolve("unpacked.jar/META-INF"));
        Files.writeString(
                manifest.resolve("MANIFEST.MF"),
                "Manifest-Version: 1.0\nBundle-ManifestVersion: 2\nBundle-SymbolicName: acme\nBundle-Version:"
                        + " 1.0.0\nX-Content: unpacked\n\n");
        jar("last.jar", "last", "1.0.0", "last");
        eventually("the last one", () -> runs("last", "1.0.0", "last"));
        assertThat(runs("acme", "1.0.0", "one")).isTrue();
    }

    @Test
    void links_names_without_version_and_singletons_are_known() throws Exception {
        Path target = jar(home.resolve("real.jar"), "acme;singleton:=true", "", "one", Map.of());
        Files.createSymbolicLink(folder.resolve("acme.jar"), target);
        start();
        eventually("the link", () -> runs("acme", "0.0.0", "one"));
        Files.createLink(folder.resolve("acme-two.jar"), target);
        eventuallyTold("WARN", "acme-two.jar: not installed: bundle acme 0.0.0 is installed");
        Files.delete(folder.resolve("acme.jar"));
        eventually(
                "the other name",
                () -> runs("acme", "0.0.0", "one")
                        && bundle("acme", "0.0.0").orElseThrow().getLocation().endsWith("acme-two.jar"));
    }

    @Test
    void a_bundle_that_others_use_takes_over_with_its_users_and_its_fragment() throws Exception {
        Path exporter = jar(
                folder.resolve("store.jar"), "store", "1.0.0", "one", Map.of("Export-Package", "com.acme;version=1.0"));
        jar(folder.resolve("acme.jar"), "acme", "1.0.0", "user", Map.of("Import-Package", "com.acme"));
        Path fragment = jar(folder.resolve("part.jar"), "part", "1.0.0", "part", Map.of("Fragment-Host", "store"));
        start();
        eventuallyRuns("user");
        copy(exporter, "store-copy.jar");
        copy(fragment, "part-copy.jar");
        eventuallyTold("WARN", "store-copy.jar: not installed");
        eventuallyTold("WARN", "part-copy.jar: not installed");
        Files.delete(exporter);
        Files.delete(fragment);
        eventually(
                "all of them",
                () -> runs("store", "1.0.0", "one")
                        && runs("acme", "1.0.0", "user")
                        && isFrom("store", "store-copy.jar")
                        && isFrom("part", "part-copy.jar")
                        && bundle("part", "1.0.0").orElseThrow().getState() == Bundle.RESOLVED);
    }

    private boolean isFrom(String name, String file) {
        return bundle(name, "1.0.0")
                .filter(one -> one.getLocation().endsWith(file))
                .isPresent();
    }

    @Test
    void two_jars_may_exchange_what_is_in_them() throws Exception {
        Path one = jar("one.jar", "acme", "1.0.0", "old");
        Path two = jar("two.jar", "acme", "1.1.0", "new");
        start();
        eventually("both", () -> runs("acme", "1.0.0", "old") && runs("acme", "1.1.0", "new"));
        Path aside = home.resolve("aside");
        Files.move(one, aside);
        Files.move(two, one);
        Files.move(aside, two);
        eventually(
                "exchanged",
                () -> runs("acme", "1.0.0", "old") && runs("acme", "1.1.0", "new") && isFrom("acme", "two.jar"));
    }

    @Test
    void a_bundle_starts_as_soon_as_what_it_needs_is_copied() throws Exception {
        jar(folder.resolve("acme.jar"), "acme", "1.0.0", "user", Map.of("Import-Package", "com.acme"));
        start();
        eventually("installed", () -> bundle("acme", "1.0.0").isPresent());
        jar(folder.resolve("store.jar"), "store", "1.0.0", "one", Map.of("Export-Package", "com.acme"));
        eventuallyRuns("user");
    }

    @Test
    void what_cannot_be_updated_stays_in_force() throws Exception {
        Path jar = jar("acme.jar", "acme", "1.0.0", "one");
        start();
        eventuallyRuns("one");
        jar(jar, "acme", "1.0.0", "bad", Map.of("Import-Package", ";;"));
        eventuallyTold("WARN", "stagedoor/bundles/acme.jar: not updated", "Bundle acme 1.0.0 stays in force");
        eventuallyRuns("one");
        jar("acme.jar", "acme", "1.0.0", "two");
        eventuallyRuns("two");
    }

    @Test
    void no_order_of_changes_leaves_nothing_running_while_a_good_jar_lies_there() throws Exception {
        Random random = new Random(48);
        jar("a.jar", "acme", "1.0.0", "0");
        start();
        for (int round = 0; round < 12; round++) {
            for (int i = 0; i < 8; i++) {
                change(random);
                LockSupport.parkNanos((2 + random.nextInt(80)) * 1_000_000L);
            }
            Set<String> good = good();
            if (good.isEmpty()) {
                eventually("uninstalled", () -> bundle("acme", "1.0.0").isEmpty());
            } else {
                eventually("one of " + good, () -> good.stream().anyMatch(one -> runs("acme", "1.0.0", one)));
            }
        }
    }

    private void change(Random random) throws IOException {
        Path one = folder.resolve(List.of("a.jar", "b.jar", "copy-of-a.jar").get(random.nextInt(3)));
        Path other = folder.resolve(List.of("a.jar", "b.jar", "copy-of-a.jar").get(random.nextInt(3)));
        int kind = random.nextInt(7);
        if (kind == 0) {
            jar(one, "acme", "1.0.0", String.valueOf(written), Map.of());
        } else if (kind == 1 && random.nextBoolean()) {
            Files.writeString(one, "damaged " + written++);
        } else if (Files.exists(one) && kind == 2) {
            Files.delete(one);
        } else if (Files.exists(one) && kind == 3) {
            Files.setLastModifiedTime(one, FileTime.fromMillis(1_600_000_000_000L + 10_000L * written++));
        } else if (Files.exists(one) && kind == 6) {
            Files.move(one, home.resolve("aside"));
            LockSupport.parkNanos(random.nextInt(40) * 1_000_000L);
            Files.move(home.resolve("aside"), one);
        } else if (Files.exists(one) && !one.equals(other)) {
            if (kind == 4) {
                Files.move(one, other, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.copy(one, other, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** What the good jars of the folder hold. */
    private Set<String> good() throws IOException {
        Set<String> good = new HashSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                try (JarFile jar = new JarFile(file.toFile())) {
                    good.add(jar.getManifest().getMainAttributes().getValue("X-Content"));
                } catch (ZipException e) {
                    // damaged
                }
            }
        }
        return good;
    }
}
