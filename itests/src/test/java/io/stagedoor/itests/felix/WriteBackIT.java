package io.stagedoor.itests.felix;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.felix.WatchedConf.APPLICATION;
import static io.stagedoor.itests.felix.WatchedConf.FILE;
import static io.stagedoor.itests.felix.WatchedConf.JWT;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.Token;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Dictionary;
import java.util.Map;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;

/** What files configure can be changed through Config Admin, and is changed in the files. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class WriteBackIT {

    private static final String JWT_FILE = JWT + "-a.cfg";
    private static final String APPLICATION_FILE = APPLICATION + "-live.cfg";

    /** As the plugin has it: within two looks the bridge says that it has written a file, or it comes back as another edit. */
    private static final int POLL_MILLIS = 500;

    @Inject
    private BundleContext context;

    private final String secret = Token.newSecret();
    private WatchedConf conf;
    private LogCapture log;

    @Configuration
    public Option[] config() {
        return WatchedConf.inFelix();
    }

    @Before
    public void configured() throws Exception {
        log = new LogCapture();
        conf = new WatchedConf(context, POLL_MILLIS);
        conf.writeJwt("a", secret);
        conf.writeApplication("live", "a");
        conf.eventuallyAdmits("live", secret);
        conf.looked();
    }

    @After
    public void removed() throws Exception {
        conf.close();
        log.close();
        assertThat(String.join("\n", log.lines())).doesNotContain(secret);
    }

    @Test
    public void a_change_is_written_once_and_comes_back_to_nobody() throws Exception {
        Files.setPosixFilePermissions(conf.file(JWT_FILE), PosixFilePermissions.fromString("rw-r-----"));
        conf.looked();
        long updates = conf.updates(JWT, "a");
        String next = Token.newSecret();

        conf.change(JWT, "a", "jwtSecret", next);

        eventually(() -> assertThat(conf.read(JWT_FILE)).isEqualTo("# a\nname=a\njwtSecret=" + next + "\n"));
        conf.eventuallyAdmits("live", next);
        Object written = identity(JWT_FILE);
        conf.looked();
        assertThat(conf.updates(JWT, "a")).isEqualTo(updates + 1);
        assertThat(identity(JWT_FILE)).isEqualTo(written);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(conf.file(JWT_FILE))))
                .isEqualTo("rw-r-----");
        assertThat(conf.folder().toFile().list()).allMatch(name -> name.endsWith(".cfg"));
    }

    /** As File Install reads it, the mark is a part of the first name, and a comment takes the next line with it. */
    @Test
    public void a_byte_order_mark_is_read_past_and_stays() throws Exception {
        String next = Token.newSecret();
        conf.write(JWT_FILE, "\ufeff# C:\\\njwtSecret=" + next + "\nname=a\n");
        conf.eventuallyAdmits("live", next);
        assertThat(conf.property(JWT + "~a", "jwtSecret")).isEqualTo(next);
        conf.looked();
        assertThat(conf.read(JWT_FILE)).isEqualTo("\ufeff# C:\\\njwtSecret=" + next + "\nname=a\n");

        conf.write(JWT_FILE, "\ufeffname=a\njwtSecret=" + next + "\n");
        conf.looked();
        conf.change(JWT, "a", "jwtSecret", secret);
        eventually(() -> assertThat(conf.read(JWT_FILE)).isEqualTo("\ufeffname=a\njwtSecret=" + secret + "\n"));
        conf.eventuallyAdmits("live", secret);
        assertThat(String.join("\n", log.lines())).doesNotContain(next);
    }

    @Test
    public void a_misspelt_property_leaves_what_is_in_force_and_is_told() throws Exception {
        conf.write(JWT_FILE, "name=a\njwtSecret=" + Token.newSecret() + "\nexpectedIsuer=https://i.example\n");
        eventually(() -> assertThat(log.lines())
                .anyMatch(line -> line.startsWith("ERROR " + JWT_FILE
                        + ": expectedIsuer: is not known (did you mean expectedIssuer?); correct or remove it")));
        conf.eventuallyAdmits("live", secret);
    }

    @Test
    public void a_variable_that_nobody_knows_restricts_as_before_and_stays_in_the_file() throws Exception {
        String text = "name=a\njwtSecret=" + secret + "\nexpectedIssuer=";
        conf.write(JWT_FILE, text + "https://i.example\n");
        eventually(() -> assertThat(conf.admits("live", secret)).isFalse());
        conf.write(JWT_FILE, text + "${typo}\n");
        eventually(() -> assertThat(log.lines())
                .anyMatch(line -> line.startsWith("ERROR " + JWT_FILE + ": expectedIssuer: ")
                        && line.contains("${typo}")
                        && line.contains("$[env:NAME]")));
        conf.looked();
        assertThat(conf.admits("live", secret)).isFalse();
        assertThat(conf.read(JWT_FILE)).isEqualTo(text + "${typo}\n");
        conf.change(JWT, "a", "jwtTtlMinutes", "5");
        eventually(() -> assertThat(conf.read(JWT_FILE)).isEqualTo(text + "${typo}\njwtTtlMinutes = 5\n"));
    }

    @Test
    public void a_client_that_replaces_all_properties_need_not_know_of_files() throws Exception {
        long updates = conf.updates(JWT, "a");
        String next = Token.newSecret();

        conf.update(JWT, "a", Map.of("name", "a", "jwtSecret", next, "jwtTtlMinutes", 5L));

        eventually(() ->
                assertThat(conf.read(JWT_FILE)).isEqualTo("# a\nname=a\njwtSecret=" + next + "\njwtTtlMinutes = 5\n"));
        conf.eventuallyAdmits("live", next);
        conf.looked();
        assertThat(conf.property(JWT + "~a", FILE)).isNull();
        assertThat(conf.updates(JWT, "a")).isEqualTo(updates + 1);

        String edited = Token.newSecret();
        conf.writeJwt("a", edited);
        conf.eventuallyAdmits("live", edited);
        conf.update(JWT, "a", Map.of("name", "a", "jwtSecret", next));
        conf.looked();
        Files.delete(conf.file(JWT_FILE));
        eventually(() -> assertThat(conf.configuration(JWT, "a")).isNull());
    }

    @Test
    public void a_file_removed_while_nobody_looks_takes_its_configuration_along_and_no_other() throws Exception {
        conf.update(APPLICATION, "live", Map.of("application", "live", "authenticator", "b"));
        conf.update(APPLICATION, "api", Map.of("application", "api", "authenticator", "a"));
        conf.looked();
        assertThat(conf.property(APPLICATION + "~live", FILE)).isNull();
        conf.watchNoMore();
        conf.keeper().stop();
        Files.delete(conf.file(APPLICATION_FILE));

        conf.keeper().start();

        eventually(() -> assertThat(conf.configuration(APPLICATION, "live")).isNull());
        conf.eventuallyAdmits("api", secret);
        conf.watch();
        conf.looked();
        assertThat(conf.file(APPLICATION_FILE)).doesNotExist();
        assertThat(conf.configuration(APPLICATION, "live")).isNull();
        assertThat(conf.configuration(APPLICATION, "api")).isNotNull();
    }

    @Test
    public void placeholders_and_variables_stay_and_no_secret_is_written() throws Exception {
        Files.writeString(conf.secrets().resolve("a.key"), secret);
        String text =
                "# ünicode\n\nname : a\n  jwtSecret = $[secret:a.key]\nexpectedIssuer=${stagedoor.home}\nx-note=1\\\n  2\n";
        long before = conf.updates(JWT, "a");
        conf.write(JWT_FILE, text);
        eventually(() -> assertThat(conf.property(JWT + "~a", "x-note")).isEqualTo("12"));
        // Once from the file, and once for a secret that was not seen before.
        eventually(() -> assertThat(conf.updates(JWT, "a")).isGreaterThan(before + 1));
        conf.looked();

        conf.change(JWT, "a", "jwtTtlMinutes", "5");

        eventually(() -> assertThat(conf.read(JWT_FILE)).isEqualTo(text + "jwtTtlMinutes = 5\n"));
        Object written = identity(JWT_FILE);

        long updates = conf.updates(JWT, "a");
        String next = Token.newSecret();
        Files.writeString(conf.secrets().resolve("a.key"), next);
        eventually(() -> assertThat(conf.updates(JWT, "a")).isGreaterThan(updates));
        conf.looked();
        assertThat(identity(JWT_FILE)).isEqualTo(written);
        assertThat(conf.property(JWT + "~a", "jwtSecret")).isEqualTo("$[secret:a.key]");
    }

    @Test
    public void a_link_stays_a_link_and_what_it_leads_to_is_written() throws Exception {
        Path target = Files.createTempFile("linked", ".cfg");
        Files.writeString(target, "application=linked\nauthenticator=a\n");
        Files.createSymbolicLink(conf.file(APPLICATION + "-linked.cfg"), target);
        conf.eventuallyAdmits("linked", secret);
        conf.looked();

        conf.change(APPLICATION, "linked", "authenticator", "nobody");

        eventually(() -> assertThat(target).hasContent("application=linked\nauthenticator=nobody\n"));
        assertThat(Files.isSymbolicLink(conf.file(APPLICATION + "-linked.cfg"))).isTrue();
        Files.delete(target);
    }

    @Test
    public void a_configuration_that_is_deleted_takes_its_file_along() throws Exception {
        conf.configuration(APPLICATION, "live").delete();

        eventually(() -> assertThat(conf.file(APPLICATION_FILE)).doesNotExist());
        conf.looked();
        assertThat(conf.configuration(APPLICATION, "live")).isNull();
        eventually(() -> assertThat(conf.admits("live", secret)).isFalse());
    }

    @Test
    public void a_file_that_is_removed_takes_its_configuration_along() throws Exception {
        Files.delete(conf.file(APPLICATION_FILE));

        eventually(() -> assertThat(conf.configuration(APPLICATION, "live")).isNull());
        conf.looked();
        assertThat(conf.file(APPLICATION_FILE)).doesNotExist();
        eventually(() -> assertThat(conf.admits("live", secret)).isFalse());
    }

    @Test
    public void a_folder_that_was_away_is_back_with_its_files() throws Exception {
        Path away = conf.folder().resolveSibling("away");
        Files.move(conf.folder(), away);
        eventually(() -> assertThat(conf.configuration(APPLICATION, "live")).isNull());
        Files.move(away, conf.folder());

        conf.eventuallyAdmits("live", secret);
        conf.looked();
        assertThat(conf.file(APPLICATION_FILE)).exists();
        assertThat(conf.file(JWT_FILE)).exists();
    }

    @Test
    public void a_configuration_without_a_file_gets_none() throws Exception {
        conf.update(APPLICATION, "api", Map.of("application", "api", "authenticator", "a"));
        conf.update(APPLICATION, "../escaped", Map.of("application", "escaped", "authenticator", "a"));

        conf.eventuallyAdmits("api", secret);
        conf.looked();
        assertThat(conf.folder().toFile().list())
                .containsExactlyInAnyOrder(JWT_FILE, APPLICATION_FILE, APPLICATION + "-mark.cfg");
        assertThat(conf.property(APPLICATION + "~api", FILE)).isNull();
    }

    @Test
    public void an_edit_that_is_not_delivered_yet_is_not_written_over() throws Exception {
        conf.watchNoMore();
        String edited = "# by hand\napplication=live\nauthenticator=nobody\n";
        conf.write(APPLICATION_FILE, edited);

        conf.change(APPLICATION, "live", "remoteMethods", "hello");
        conf.configuration(JWT, "a").delete();
        eventually(() -> assertThat(conf.file(JWT_FILE)).doesNotExist());

        assertThat(conf.read(APPLICATION_FILE)).isEqualTo(edited);
        conf.watch();
        eventually(() -> assertThat(conf.property(APPLICATION + "~live", "authenticator"))
                .isEqualTo("nobody"));
        conf.looked(); // at the other files as well: File Install removes only what it knows
        assertThat(conf.property(APPLICATION + "~live", "remoteMethods")).isNull();
        assertThat(conf.read(APPLICATION_FILE)).isEqualTo(edited);
    }

    @Test
    public void what_changes_while_the_keeper_is_away_is_written_when_it_is_back() throws Exception {
        conf.keeper().stop();
        conf.change(APPLICATION, "live", "remoteMethods", "hello");
        conf.keeper().start();

        eventually(() -> assertThat(conf.read(APPLICATION_FILE)).endsWith("remoteMethods = hello\n"));
        conf.eventuallyAdmits("live", secret);
    }

    @Test
    public void a_file_that_cannot_be_written_is_named_once_and_the_change_is_in_force() throws Exception {
        byte[] latin = "# \u00fc\napplication=live\nauthenticator=a\n".getBytes(StandardCharsets.ISO_8859_1);
        Files.write(conf.file(APPLICATION_FILE), latin);
        conf.looked();
        Dictionary<String, Object> properties =
                conf.configuration(APPLICATION, "live").getProperties();
        for (String authenticator : new String[] {"somebody", "nobody"}) {
            properties.put("authenticator", authenticator);
            conf.configuration(APPLICATION, "live").update(properties);
            conf.looked();
        }
        eventually(() -> assertThat(conf.admits("live", secret)).isFalse());
        assertThat(Files.readAllBytes(conf.file(APPLICATION_FILE))).isEqualTo(latin);
        assertThat(log.lines())
                .filteredOn(line -> line.startsWith("WARN") && line.contains(APPLICATION_FILE + ": cannot be written"))
                .hasSize(1);
    }

    private Object identity(String name) throws Exception {
        return Files.readAttributes(conf.file(name), "unix:ino,lastModifiedTime,size");
    }
}
