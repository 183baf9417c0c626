package io.stagedoor.auth.simple.hash;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Secret;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Hashes that other implementations made; beside each stands how. */
class HashesOfOthersTest {

    private static final Secret PASSWORD = Secret.of("pässwörd \ud83d\udd11");

    static Stream<Arguments> hashes() {
        return Stream.of(
                // printf 'pässwörd 🔑' | argon2 somesaltsomesalt -id -t 2 -k 4096 -p 1 -e (Debian 0~20171227)
                hash(
                        "$argon2id$v=19$m=4096,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$mywoR7RNTfPFz5s9ZgKJ97L0z5rd8cGwdsB/5N5jjF8"),
                // the same with -p 4
                hash(
                        "$argon2id$v=19$m=4096,t=2,p=4$c29tZXNhbHRzb21lc2FsdA$6iqPBWUlHNhKxEwIrnkdLALBpO8Abum4DR7fsORAquc"),
                // … | argon2 somesaltsomesalt -i -t 3 -k 1024 -p 1 -e
                hash("$argon2i$v=19$m=1024,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$GoQjQphNFB//2AlAfiz9PTNNzZ112EA7sBhpOrDSz6o"),
                // … | argon2 somesaltsomesalt -d -t 3 -k 1024 -p 1 -l 24 -v 10 -e
                hash("$argon2d$v=16$m=1024,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$PjFMQvJDQOlEYIhM1LDEoyCCizjnw2Lf"),
                // the same, as the first version wrote it
                hash("$argon2d$m=1024,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$PjFMQvJDQOlEYIhM1LDEoyCCizjnw2Lf"),
                // python3, argon2-cffi 25.1.0: PasswordHasher(time_cost=2, memory_cost=1024, parallelism=2).hash(pw)
                hash(
                        "$argon2id$v=19$m=1024,t=2,p=2$PMXRy7+Pf2Uvpi3hX5Glkg$7pUUmOkbUo1aXMawuiMQiY2+D3spGMJyxKUPtAwYQHg"),
                // python3, bcrypt 5.0.0: bcrypt.hashpw(pw.encode(), bcrypt.gensalt(5))
                hash("$2b$05$MMukf2771acH8wS1Ok5hA.ZVkfg9E6Boj0RbfodcWFr.RudksM/wW"),
                // the same: bcrypt.hashpw(b"x" * 72, bcrypt.gensalt(4))
                hash("$2b$04$nmOoT0svyig9o.QeYTBTH.ei046pF9XkYj2y1NTnPeYiUi4Jc2F5.", Secret.of("x".repeat(72))),
                // the same: bcrypt.hashpw(b" ", bcrypt.gensalt(4))
                hash("$2b$04$u9pLyEh3N6rCeuOrsNz5P.3YtAEryVTzitu9LcD85AS7h5ha8Ep66", Secret.of(" ")),
                // perl -e 'print crypt("U*U", q($2a$05$CCCCCCCCCCCCCCCCCCCCC.))' (libxcrypt)
                hash("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", Secret.of("U*U")),
                // perl -e 'print crypt("p\xc3\xa4ss", q($2y$05$CCCCCCCCCCCCCCCCCCCCC.))' (libxcrypt)
                hash("$2y$05$CCCCCCCCCCCCCCCCCCCCC.5kpTD25GePrSUcfL0i1f4KqzkSTLlJu", Secret.of("päss")),
                // python3, bcrypt 5.0.0: bcrypt.hashpw(b"\xff\xa3345", b"$2a$05$/OK.fbVrR/bpIqNJ5ianF.")
                hash(
                        "$2a$05$/OK.fbVrR/bpIqNJ5ianF.nRht2l/HRhr6zmCp9vYUvvsqynflf9e",
                        Secret.of(bytes("\u00ff\u00a3345"))),
                // python3, passlib 1.7.4: passlib.hash.pbkdf2_sha256.using(rounds=1000).hash(pw)
                hash("$pbkdf2-sha256$1000$rZUSAkAoRShFKIXwHoPw/g$6O9/zTM0FWqGjGrMgxj12qvmkH8RDASKOUFqC3X3CBY"),
                // node: crypto.pbkdf2Sync(pw, "0123456789abcdef", 1000, 32, "sha256"), base64
                hash("$pbkdf2-sha256$i=1000$MDEyMzQ1Njc4OWFiY2RlZg$qS4yoKtcj0lUOQHX1U4RYT1b5yKtax3sj+J+RsVSXsg"),
                hash("$pbkdf2-sha256$i=1000,l=32$MDEyMzQ1Njc4OWFiY2RlZg$qS4yoKtcj0lUOQHX1U4RYT1b5yKtax3sj.J.RsVSXsg"),
                // python3: hashlib.pbkdf2_hmac("sha256", pw.encode(), b"0123456789abcdef", 1200, 64), base64
                hash(
                        "$pbkdf2-sha256$i=1200,l=64$MDEyMzQ1Njc4OWFiY2RlZg$7fnVMC8CF/2o9gJE5yEmytvKjY+t/hCdur2r3Z+BdM7BWIOOJUKY"
                                + "fp4ZoGHGi1fEacNWBvvhLOp3D8BcQO1dUw"),
                // python3, passlib 1.7.4: passlib.hash.scrypt.using(rounds=10).hash(pw)
                hash("$scrypt$ln=10,r=8,p=1$1to7R+gdg7D2vlfKGUPofQ$C2s4rTPgqjfnBNcK/CkHQAvrcEzoHAYKEUqOfv5QdUQ"),
                // node: crypto.scryptSync(pw, "0123456789abcdef", 32, {N: 1024, r: 8, p: 1}), base64
                hash("$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$lLEQ0/8HpINoezyBqAb/J1miaLbmzELBhkuoPinn8yg"),
                // python3: hashlib.scrypt(pw.encode(), salt=b"0123456789abcdef", n=2048, r=8, p=2, dklen=64), base64
                hash(
                        "$scrypt$ln=11,r=8,p=2$MDEyMzQ1Njc4OWFiY2RlZg$VDxuIyw/8eYlqAZMeAo98oxx7ulQ8r3wZdQGH3eBvDxwxXPnM+TKmJTD"
                                + "oU4wiKvS6MvM544g7jQrLteaG3jKqg"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hashes")
    void the_password_matches_and_no_other(String kind, String text, Secret password) {
        PasswordHash hash = PasswordHash.read(text);
        assertThat(PasswordHash.isMeant(text)).isTrue();
        assertThat(hash.matches(password)).isTrue();
        assertThat(hash.matches(Secret.of(password.reveal() + " "))).isFalse();
        assertThat(hash.matches(Secret.of("P" + password.reveal().substring(1))))
                .isFalse();
        assertThat(hash.matches(Secret.of(""))).isFalse();
        assertThat(hash.text()).isEqualTo(text);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hashes")
    void a_decoy_costs_the_same_and_matches_nothing(String kind, String text, Secret password) {
        PasswordHash hash = PasswordHash.read(text);
        PasswordHash decoy = hash.decoy();
        assertThat(decoy.cost()).isEqualTo(hash.cost());
        assertThat(decoy.memoryBytes()).isEqualTo(hash.memoryBytes());
        assertThat(decoy.matches(password)).isFalse();
        assertThat(PasswordHash.read(decoy.text()).cost()).isEqualTo(hash.cost());
    }

    private static Arguments hash(String text) {
        return hash(text, PASSWORD);
    }

    private static Arguments hash(String text, Secret password) {
        return Arguments.of(PasswordHash.read(text).cost(), text, password);
    }

    private static byte[] bytes(String latin) {
        return latin.getBytes(StandardCharsets.ISO_8859_1);
    }
}
