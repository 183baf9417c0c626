package io.stagedoor.auth.simple.internal.login;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyedDigestTest {

    private final KeyedDigest digest = new KeyedDigest();

    @Test
    void equal_parts_have_equal_keys_and_no_others() {
        assertThat(key("a", "b")).isEqualTo(key("a", "b"));
        assertThat(key("a", "b"))
                .isNotEqualTo(key("ab", ""))
                .isNotEqualTo(key("ab"))
                .isNotEqualTo(key("b", "a"));
        assertThat(key("\ud800")).isNotEqualTo(key("\ud801")).isNotEqualTo(key("?"));
    }

    @Test
    void another_instance_has_other_keys() {
        assertThat(new KeyedDigest().of(KeyedDigest.bytes("a"))).isNotEqualTo(key("a"));
    }

    private KeyedDigest.Key key(String... parts) {
        byte[][] bytes = new byte[parts.length][];
        for (int i = 0; i < parts.length; i++) {
            bytes[i] = KeyedDigest.bytes(parts[i]);
        }
        return digest.of(bytes);
    }
}
