package io.stagedoor.core.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Against the vectors of SipHash-1-3 that Rust's library has (library/coretests/tests/hash/sip.rs, test_siphash_1_3), and what an implementation by the paper
 * makes of other texts.
 */
class SipHashTest {

    private static final SipHash REFERENCE = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    /** The bytes from nought on. */
    private static String bytes(int length) {
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < length; i++) {
            bytes.append((char) i);
        }
        return bytes.toString();
    }

    @Test
    void hashes_as_the_reference_does() {
        assertThat(REFERENCE.of(bytes(0))).isEqualTo(0xabac0158050fc4dcL);
        assertThat(REFERENCE.of(bytes(1))).isEqualTo(0xc9f49bf37d57ca93L);
        assertThat(REFERENCE.of(bytes(7))).isEqualTo(0xd3927d989bb11140L);
        assertThat(REFERENCE.of(bytes(8))).isEqualTo(0x369095118d299a8eL);
        assertThat(REFERENCE.of(bytes(9))).isEqualTo(0x25a48eb36c063de4L);
        assertThat(REFERENCE.of(bytes(15))).isEqualTo(0xd320d86d2a519956L);
        assertThat(REFERENCE.of(bytes(63))).isEqualTo(0x9d199062b7bbb3a8L);
    }

    @Test
    void hashes_the_whole_of_other_characters() {
        assertThat(REFERENCE.of("ab\u0416\u4e2dcd")).isEqualTo(0x5e1e9565a308702fL);
        assertThat(REFERENCE.of("ab\u0116cdefgh")).isNotEqualTo(REFERENCE.of("ab\u0016cdefgh"));
        assertThat(REFERENCE.of("\u0100")).isNotEqualTo(REFERENCE.of("\u0000\u0001"));
    }

    @Test
    void another_key_is_another_hash() {
        assertThat(SipHash.random().of("ann")).isNotEqualTo(SipHash.random().of("ann"));
    }
}
