package io.stagedoor.auth.simple.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {

    private static final String SALT = "c29tZXNhbHRzb21lc2FsdA";
    private static final String HASH = "mywoR7RNTfPFz5s9ZgKJ97L0z5rd8cGwdsB/5N5jjF8";

    @ParameterizedTest
    @EnumSource(Scheme.class)
    void what_is_made_can_be_read_and_matches(Scheme scheme) {
        Secret password = Secret.of("correct horse, \u00e4\u4e2d");
        PasswordHash made = scheme.hash(password);
        PasswordHash read = PasswordHash.read(made.text());
        assertThat(read.cost()).isEqualTo(made.cost());
        assertThat(read.matches(password)).isTrue();
        assertThat(read.matches(Secret.of("correct horse, \u00c4\u4e2d"))).isFalse();
        assertThat(scheme.hash(password).text()).as("another salt").isNotEqualTo(made.text());
    }

    @Test
    void argon2id_is_made_as_owasp_recommends() {
        assertThat(Scheme.ARGON2ID.hash(Secret.of("x")).text()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 73, 1000, 100_000})
    void long_passwords_are_not_cut(int length) {
        Secret password = Secret.of("x".repeat(length));
        PasswordHash hash = Scheme.ARGON2ID.hash(password);
        assertThat(hash.matches(password)).isTrue();
        assertThat(hash.matches(Secret.of("x".repeat(length - 1)))).isFalse();
        assertThat(hash.matches(Secret.of("x".repeat(length - 1) + "y"))).isFalse();
    }

    @Test
    void a_password_is_not_cut_at_nul() {
        PasswordHash hash = Scheme.ARGON2ID.hash(Secret.of("a\0b"));
        assertThat(hash.matches(Secret.of("a\0b"))).isTrue();
        assertThat(hash.matches(Secret.of("a"))).isFalse();
        assertThat(hash.matches(Secret.of("a\0c"))).isFalse();
    }

    @Test
    void bcrypt_refuses_what_it_would_cut() {
        assertThat(Scheme.BCRYPT.hash(Secret.of("\u00e4".repeat(36))).text()).startsWith("$2b$12$");
        for (String password : new String[] {"x".repeat(73), "\u00e4".repeat(37), "a\0b"}) {
            assertThatThrownBy(() -> Scheme.BCRYPT.hash(Secret.of(password)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("72 bytes");
        }
    }

    @Test
    void bcrypt_never_takes_a_password_that_it_cuts() {
        // bcrypt.hashpw(b"x" * 72, bcrypt.gensalt(4)), python3-bcrypt
        PasswordHash hash = PasswordHash.read("$2b$04$nmOoT0svyig9o.QeYTBTH.ei046pF9XkYj2y1NTnPeYiUi4Jc2F5.");
        assertThat(hash.matches(Secret.of("x".repeat(72)))).isTrue();
        assertThat(hash.matches(Secret.of("x".repeat(73)))).isFalse();
        PasswordHash short1 = BcryptHash.make(new byte[] {'a'}, 4);
        assertThat(short1.matches(Secret.of("a"))).isTrue();
        assertThat(short1.matches(Secret.of("a\0a")))
                .as("the same key to the cipher")
                .isFalse();
    }

    @Test
    void shows_nothing() {
        PasswordHash hash = PasswordHash.read("$argon2id$v=19$m=4096,t=2,p=1$" + SALT + "$" + HASH);
        assertThat(hash).hasToString("PasswordHash[argon2id m=4096,t=2,p=1]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret",
                "$argon2id",
                "$argon2id x",
                "$2x$05$CCCCCCCCCCCCCCCCCCCCC.5kpTD25GePrSUcfL0i1f4KqzkSTLlJu",
                "$6$salt$hash",
                "$2$05$x",
                " $argon2id$v=19"
            })
    void other_texts_are_not_meant_as_a_hash(String text) {
        assertThat(PasswordHash.isMeant(text)).isFalse();
        assertThatThrownBy(() -> PasswordHash.read(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "$argon2id$ cut",
                "$argon2id$v=19$m=4096,t=2,p=1$SALT parameters",
                "$argon2id$v=19$m=4096,t=2,p=1$SALT$HASH$ part",
                "$argon2id$v=18$m=4096,t=2,p=1$SALT$HASH version",
                "$argon2id$v=19$m=4194304,t=2,p=1$SALT$HASH m",
                "$argon2id$v=19$m=99999999999,t=2,p=1$SALT$HASH m",
                "$argon2id$v=19$m=4,t=2,p=1$SALT$HASH m",
                "$argon2id$v=19$m=4096,t=65536,p=1$SALT$HASH time",
                "$argon2id$v=19$m=4096,t=0,p=1$SALT$HASH t",
                "$argon2id$v=19$m=4096,t=02,p=1$SALT$HASH t",
                "$argon2id$v=19$m=4096,t=-2,p=1$SALT$HASH t",
                "$argon2id$v=19$m=4096,t=2,p=17$SALT$HASH p",
                "$argon2id$v=19$m=4096,t=2$SALT$HASH parameters",
                "$argon2id$v=19$m=4096,m=4096,t=2,p=1$SALT$HASH parameters",
                "$argon2id$v=19$m=4096,t=2,p=1,data=AA$SALT$HASH parameters",
                "$argon2id$v=19$m=4096,t=2,p=1$c29t$HASH salt",
                "$argon2id$v=19$m=4096,t=2,p=1$SALT$AAAA hash",
                "$argon2id$v=19$m=4096,t=2,p=1$SALT$HASH= base64",
                "$argon2id$v=19$m=4096,t=2,p=1$SALT$mywoR7RNTfPFz5s9ZgKJ97L0z5rd8cGwdsB*5N5jjF8 base64",
                "$2b$05$MMukf2771acH8wS1Ok5hA.ZVkfg9E6Boj0RbfodcWFr.RudksM/w 60",
                "$2b$05$MMukf2771acH8wS1Ok5hA.ZVkfg9E6Boj0RbfodcWFr.RudksM/wWx 60",
                "$2b$05$MMukf2771acH8wS1Ok5hA.ZVkfg9E6Boj0RbfodcWFr+RudksM/wW 60",
                "$2b$31$MMukf2771acH8wS1Ok5hA.ZVkfg9E6Boj0RbfodcWFr.RudksM/wW cost",
                "$2b$03$MMukf2771acH8wS1Ok5hA.ZVkfg9E6Boj0RbfodcWFr.RudksM/wW cost",
                "$scrypt$ln=20,r=32,p=1$SALT$HASH memory",
                "$scrypt$ln=30,r=8,p=1$SALT$HASH ln",
                "$scrypt$ln=16,r=1,p=1$SALT$HASH ln",
                "$scrypt$ln=17,r=8,p=64$SALT$HASH time",
                "$scrypt$ln=10,r=8$SALT$HASH parameters",
                "$pbkdf2-sha256$i=3000001$SALT$HASH rounds",
                "$pbkdf2-sha256$i=0$SALT$HASH rounds",
                "$pbkdf2-sha256$x$SALT$HASH rounds",
                "$pbkdf2-sha256$i=1000,l=33$SALT$HASH cut",
                "$pbkdf2-sha256$i=1000$SALT cut"
            })
    void a_broken_hash_is_an_error_that_shows_nothing_of_it(String text, String expected) {
        String broken = text.replace("SALT", SALT).replace("HASH", HASH);
        assertThat(PasswordHash.isMeant(broken)).isTrue();
        assertThatThrownBy(() -> PasswordHash.read(broken))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(expected)
                .hasMessageNotContainingAny(SALT, HASH, "MMuk", "c29t", "99999999999");
    }
}
