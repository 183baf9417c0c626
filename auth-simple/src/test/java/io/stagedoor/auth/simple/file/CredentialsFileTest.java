package io.stagedoor.auth.simple.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder;
import io.stagedoor.auth.Transport;
import io.stagedoor.auth.support.file.Lines;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
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
        assertThat(file.users().get("testuser").grant()).isEqualTo(everything("testuser"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret roles=publisher",
                "roles=publisher",
                "$argon2id",
                "$1000",
                "$$$",
                "{",
                "{}",
                "a{SHA}",
                "a$apr1$b",
                "shark$fin",
                "scrypt",
                "cryptic$",
                "md5 of what",
                "a:b",
                "0123456789abcdef0123456789abcdef",
                "rqXexS6ZhobKA"
            })
    void what_does_not_begin_as_a_hash_is_a_password_whole(String password) {
        CredentialsFile file = read("bob " + password + " \n");
        assertThat(plain(file, "bob")).isEqualTo(password + " ");
        assertThat(file.users().get("bob").grant()).isEqualTo(everything("bob"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "apr1 $apr1$salt$Xxd1irWT9ycqoYxGFn4cb.",
                "apr1 $$apr1$$salt$$Xxd1irWT9ycqoYxGFn4cb.",
                "6 $6$salt$hash",
                "6 !$6$salt$hash:19000:0:99999:7:::",
                "apr1 \"$apr1$salt$hash\"",
                "2b \"$2b$04$u9pLyEh3N6rCeuOrsNz5P.3YtAEryVTzitu9LcD85AS7h5ha8Ep66\"",
                "y $y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7",
                "2x $2x$04$u9pLyEh3N6rCeuOrsNz5P.3YtAEryVTzitu9LcD85AS7h5ha8Ep66",
                "unknown $2c$04$u9pLyEh3N6rCeuOrsNz5P.3YtAEryVTzitu9LcD85AS7h5ha8Ep66",
                "unknown $argon2idx$v=19$m=19456,t=2,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
                "unknown $md5,rounds=904$iPPKEBnEkp3JV8uX$0m6m7oxdr",
                "p $P$BXNsF5kkhU5cRHPL3Y0.0BJBsCmYHW/",
                "pbkdf2-sha512 $pbkdf2-sha512$25000$salt$hash",
                "sha {SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
                "sha256 {SHA256}5en6G6MezRroT3XKqkdPOmY/BfQ=",
                "bcrypt {bcrypt}$2a$10$dXJ3SW6G7P50lGmMkkmwe.20cQQubK3.HZWzG3YB1tlRy.fqvM/BG",
                "noop {noop}password",
                "unknown {secret}word",
                "pbkdf2 pbkdf2_sha256$600000$salt$vlXV8FHbUGfNNWSH5bjTD+hBIjzS4mmcJgUXqPhHzQQ=",
                "bcrypt bcrypt_sha256$$2b$12$salt",
                "argon2 argon2$argon2id$v=19$m=102400,t=2,p=8$salt$hash",
                "argon2id argon2id$v=19$m=19456,t=2,p=1$salt$hash",
                "md5 md5$salt$3d4ba1e9ec7b9e3a4c6dbc8a0ea7d4b2",
                "sha1 sha1$salt$hash",
                "pbkdf2 pbkdf2:sha256:260000$salt$hash",
                "scrypt scrypt:32768:8:1$salt$hash",
                "scram SCRAM-SHA-256$4096:salt$stored:server",
                "sha1 sha1:64000:18:salt:hash",
                "unknown *6C8989366EAF75BB670AD8EA7A7FC1176A95CEF4",
                "unknown 0x0100A607BA7C54A24D17B565C59F1743776A10250F581D482DA8B6D6261460D3F53B279CC6913CE747006A2E3254",
                "unknown 0x24412430303524076A20593C4B2A5E56161F31562E1F4B7A3B5F517532566B2E7A5A4C53396F70",
                "unknown AQAAAAIAAYagAAAAEHsZ3Yy5p3NwQ7Y1rWn5tqj8jWZ4aRZ8YjXYq2Xq/0wG3r8O5Jm3Zr1N6x0kqEJ8Vg==",
                "unknown S:8F2D65FB5547B71C8DA3760F10960428CD307B1C6271691FC55C1F56554A",
                "unknown grub.pbkdf2.sha512.10000.4483972AD2C52E1F590B3E2260795FDA9CA0B07B96FF492814CA.CD1931734E8C34AE",
                "md5 md532e12f215ba27cb750c9e093ce4b5127",
                "unknown area:0123456789abcdef0123456789abcdef"
            })
    void a_hash_that_cannot_be_verified_breaks_the_file_unless_it_is_escaped(String kind, String hash) {
        assertThatThrownBy(() -> read("a b\nbob:" + hash + " \n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line 2: ")
                .hasMessageContainingAll("'" + kind + "'", "htpasswd -nB", "backslash")
                .hasMessageNotContainingAny("bob", hash, "secret");
        assertThat(plain(read("a b\nbob:\\" + hash + "\n"), "bob")).isEqualTo(hash);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bob \\H",
                "bob=\\H",
                "bob : \\H",
                "  bob\t\\H",
                "b\\ ob \\H",
                "bob \\\n  \\H",
                "bob\\\n \\\r\n = \\H",
                "\ufeffbob \\H",
                "b\\\\ \\H",
                "b\\= \\H",
                "bob \\\r\\H",
                "bob \\u0024H"
            })
    void the_line_says_whether_it_is_a_password_wherever_the_value_begins(String line) {
        for (String hash : new String[] {HASH, "$apr1$salt$hash"}) {
            String text =
                    line.replace("\\u0024H", "\\u0024" + hash.substring(1)).replace("H", hash);
            assertThat(read(text + "\n").users().values()).singleElement().satisfies(user -> {
                assertThat(user.isPlain()).isTrue();
                assertThat(user.entry().reveal()).isEqualTo(hash);
            });
        }
        String unescaped = line.replace("\\H", HASH).replace("\\u0024H", HASH);
        assertThat(read(unescaped + "\n").plainCount()).isZero();
    }

    @Test
    void red5_pros_plugin_reads_the_same_password() throws IOException {
        String text = "a \\$apr1$x\nb=\\{SHA}y\nc:\\pbkdf2_sha256$1$z\nd \\*6C8989366EAF75BB670AD8EA7A7FC1176A95CEF4\n";
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        CredentialsFile file = read(text);
        assertThat(file.users()).hasSize(4);
        file.users().forEach((name, user) -> assertThat(plain(file, name)).isEqualTo(properties.getProperty(name)));
    }

    @Test
    void a_long_line_takes_no_time_to_be_told_from_a_hash() {
        String text = "md5" + "a:0".repeat(1 << 20);
        assertThat(plain(read("bob " + text + "\n"), "bob")).hasSize(text.length());
    }

    @Test
    void a_hash_is_one_and_options_stand_behind_it() {
        CredentialsFile file =
                read("a " + HASH + "\nb=" + HASH + " \t roles=publisher rooms=r1,a/b transports=rtmp,WHIP  \n" + "c "
                        + HASH + " roles=red5-subscriber\n");
        assertThat(file.plainCount()).isZero();
        assertThat(file.users().get("a").grant()).isEqualTo(everything("a"));
        Grant b = file.users().get("b").grant();
        assertThat(b.holder()).isEqualTo(everything("b").holder());
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

    private static Grant everything(String user) {
        return Grant.everything(user).toBuilder()
                .holder(Holder.builder().subject(user).build())
                .build();
    }
}
