package io.stagedoor.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HolderTest {

    static final Holder FULL = Holder.builder()
            .subject("proven")
            .issuer("issuer1")
            .tokenId("token1")
            .sessionId("session1")
            .keyId("key1")
            .issuedAt(Instant.EPOCH)
            .build();

    @Test
    void says_what_is_known_and_nothing_else() {
        assertThat(FULL.subject()).contains("proven");
        assertThat(FULL.issuer()).contains("issuer1");
        assertThat(FULL.tokenId()).contains("token1");
        assertThat(FULL.sessionId()).contains("session1");
        assertThat(FULL.keyId()).contains("key1");
        assertThat(FULL.issuedAt()).contains(Instant.EPOCH);
        assertThat(Holder.UNKNOWN.subject()).isEmpty();
        assertThat(Holder.UNKNOWN.issuedAt()).isEmpty();
        assertThat(FULL.toString()).isEqualTo(Holder.UNKNOWN.toString());
    }

    @Test
    void is_the_same_after_a_round_trip_through_jdk_types() {
        assertThat(Holder.of(FULL.toList())).isEqualTo(FULL).hasSameHashCodeAs(FULL);
        assertThat(Holder.of(Holder.UNKNOWN.toList())).isEqualTo(Holder.UNKNOWN);
        assertThat(FULL.toList()).allMatch(value -> value.getClass().getClassLoader() == null);
        List<Object> more = new ArrayList<>(FULL.toList());
        more.add("of a later version");
        assertThat(Holder.of(more)).isEqualTo(FULL);
        for (int part = 0; part < FULL.toList().size(); part++) {
            List<Object> wrong = new ArrayList<>(FULL.toList());
            wrong.set(part, 1);
            assertThatExceptionOfType(ClassCastException.class)
                    .as("part %d", part)
                    .isThrownBy(() -> Holder.of(wrong));
        }
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> Holder.of(List.of()));
    }

    @Test
    void a_long_text_is_bounded_and_still_tells_one_from_another() {
        String at = "x".repeat(Holder.MAX_LENGTH);
        assertThat(id(at)).contains(at);
        assertThat(id(at + "x")).hasValueSatisfying(text -> assertThat(text).hasSizeLessThan(100));
        assertThat(id(at + "x")).isEqualTo(id(at + "x")).isNotEqualTo(id(at + "y"));
        assertThat(id(id(at + "x").orElseThrow())).isNotEqualTo(id(at + "x"));
    }

    private static Optional<String> id(String text) {
        return Holder.builder().tokenId(text).build().tokenId();
    }

    @Test
    void an_empty_text_and_null_are_mistakes_of_the_provider() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Holder.builder().subject(""))
                .withMessageContaining("subject");
        assertThatNullPointerException().isThrownBy(() -> Holder.builder().issuer(null));
        assertThatNullPointerException().isThrownBy(() -> Holder.builder().issuedAt(null));
        assertThatNullPointerException().isThrownBy(() -> Grant.builder("").holder(null));
        assertThatNullPointerException().isThrownBy(() -> Grant.builder("").endsAt(null));
    }
}
