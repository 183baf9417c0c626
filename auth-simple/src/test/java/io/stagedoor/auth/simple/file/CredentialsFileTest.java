package io.stagedoor.auth.simple.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Transport;
import io.stagedoor.auth.support.file.Lines;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsFileTest {

    // bcrypt.hashpw(b" ", bcrypt.gensalt(4)), python3-bcrypt
    private static final String HASH = "$2b$04$u9pLyEh3N6rCeuOrsNz5P.3YtAEryVTzitu9LcD85AS7h5ha8Ep66";

    @Test
    void reads_the_plugins_file_as_it_is() {
        CredentialsFile file = read("""
                #Credentials file
                #username=password
                #username password
                testuser=testpass
                red5user red5pass
                  indented  :  colon
                spaces my pass word\s\s
                equals a=b:c
                hash-in-it p#w!
                j\\u00fcrgen \\u4e2d\\
                   goes on
                key\\ with\\ blanks \\tx
                empty
                """);
        assertThat(plain(file, "testuser")).isEqualTo("testpass");
        assertThat(plain(file, "red5user")).isEqualTo("red5pass");
        assertThat(plain(file, "indented")).isEqualTo("colon");
        assertThat(plain(file, "spaces")).isEqualTo("my pass word  ");
        assertThat(plain(file, "equals")).isEqualTo("a=b:c");
        assertThat(plain(file, "hash-in-it")).isEqualTo("p#w!");
        assertThat(plain(file, "j\u00fcrgen")).isEqualTo("\u4e2dgoes on");
        assertThat(plain(file, "key with blanks")).isEqualTo("\tx");
        assertThat(plain(file, "empty")).isEmpty();
        assertThat(file.users()).hasSize(9);
        assertThat(file.plainCount()).isEqualTo(9);
        assertThat(file.users().get("testuser").grant()).isEqualTo(Grant.everything("testuser"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret roles=publisher",
                "$6$salt$hash rooms=a",
                "$argon2id",
                "$2c$04$u9pLyEh3N6rCeuOrsNz5P.3YtAEryVTzitu9LcD85AS7h5ha8Ep66",
                "roles=publisher"
            })
    void what_does_not_begin_as_a_hash_is_a_password_whole(String password) {
        CredentialsFile file = read("bob " + password + " \n");
        assertThat(plain(file, "bob")).isEqualTo(password + " ");
        assertThat(file.users().get("bob").grant()).isEqualTo(Grant.everything("bob"));
    }

    @Test
    void a_hash_is_one_and_options_stand_behind_it() {
        CredentialsFile file =
                read("a " + HASH + "\nb=" + HASH + " \t roles=publisher rooms=r1,a/b transports=rtmp,WHIP  \n" + "c "
                        + HASH + " roles=red5-subscriber\n");
        assertThat(file.plainCount()).isZero();
        assertThat(file.users().get("a").grant()).isEqualTo(Grant.everything("a"));
        Grant b = file.users().get("b").grant();
        assertThat(b.subject()).isEqualTo("b");
        assertThat(b.actions()).isEqualTo(Set.of(Action.PUBLISH, Action.SHARE));
        assertThat(b.rooms()).contains(Set.of("r1", "a/b"));
        assertThat(b.transports()).isEqualTo(Set.of(Transport.RTMP, Transport.WHIP));
        assertThat(file.users().get("b").options()).isEqualTo("roles=publisher rooms=r1,a/b transports=rtmp,WHIP");
        assertThat(file.users().get("c").grant().actions()).isEqualTo(Set.of(Action.SUBSCRIBE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "roles=;roles",
                "roles=,;roles",
                "roles=admin;roles",
                "roles=Publisher;roles",
                "rooms=a//b;rooms",
                "rooms=..;rooms",
                "transports=TELNET;transports",
                "room=a;roles=, rooms=, transports=",
                "roles=publisher roles=subscriber;twice",
                "x;roles=, rooms=, transports="
            })
    void an_option_that_is_not_understood_breaks_the_file(String options, String expected) {
        assertThatThrownBy(() -> read("a b\nbob " + HASH + " " + options + "\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line 2: ")
                .hasMessageContaining(expected)
                .hasMessageNotContainingAny("bob", HASH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"$2b$04$u9pLyEh3N6rC", "$argon2id$v=19$m=99999999,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA"})
    void a_broken_hash_breaks_the_file(String hash) {
        assertThatThrownBy(() -> read("# x\na b\nbob " + hash + "\nc d\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line 3: ")
                .hasMessageNotContainingAny("bob", hash);
    }

    @Test
    void half_a_character_breaks_the_file() {
        assertThatThrownBy(() -> read("bob \\ud800\n")).hasMessageStartingWith("line 1: ");
        assertThat(plain(read("bob \\ud83d\\udd11\n"), "bob")).isEqualTo("\ud83d\udd11");
    }

    @Test
    void of_a_name_that_is_there_twice_the_last_line_counts_and_it_is_told() {
        CredentialsFile file = read("bob one\namy x\nbob " + HASH + "\nbob two\n");
        assertThat(plain(file, "bob")).isEqualTo("two");
        assertThat(file.overriddenLines()).containsExactly(1, 3);
    }

    @Test
    void shows_nothing() {
        CredentialsFile file = read("bob secret\n");
        assertThat(file + " " + file.users()).doesNotContain("secret");
        assertThat(Lines.of("bob secret\n").toString()).doesNotContain("secret", "bob");
    }

    private static CredentialsFile read(String text) {
        return CredentialsFile.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String plain(CredentialsFile file, String name) {
        assertThat(file.users().get(name).isPlain()).isTrue();
        return file.users().get(name).entry().reveal();
    }
}
