package io.stagedoor.core.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Against the vectors of the reference implementation: github.com/veorq/SipHash, vectors.h, vectors_sip64. */
class SipHashTest {

    private static final SipHash REFERENCE = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    /** The text whose UTF-16, the low byte first, is the bytes from nought on. */
    private static String bytes(int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < length; i++) {
            bytes.put((byte) i);
        }
        bytes.flip();
        return bytes.asCharBuffer().toString();
    }

    @Test
    void hashes_as_the_reference_does() {
        assertThat(REFERENCE.of(bytes(0))).isEqualTo(0x726fdb47dd0e0e31L);
        assertThat(REFERENCE.of(bytes(2))).isEqualTo(0x0d6c8009d9a94f5aL);
        assertThat(REFERENCE.of(bytes(4))).isEqualTo(0xcf2794e0277187b7L);
        assertThat(REFERENCE.of(bytes(6))).isEqualTo(0xcbc9466e58fee3ceL);
        assertThat(REFERENCE.of(bytes(8))).isEqualTo(0x93f5f5799a932462L);
        assertThat(REFERENCE.of(bytes(14))).isEqualTo(0xf723ca908e7af2eeL);
        assertThat(REFERENCE.of(bytes(16))).isEqualTo(0x3f2acc7f57c29bdbL);
        assertThat(REFERENCE.of(bytes(62))).isEqualTo(0xe51b38608ef25f57L);
    }

    @Test
    void another_key_is_another_hash() {
        assertThat(SipHash.random().of("ann")).isNotEqualTo(SipHash.random().of("ann"));
    }
}
