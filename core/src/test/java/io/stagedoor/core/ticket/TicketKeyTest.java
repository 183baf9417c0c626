package io.stagedoor.core.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Credentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketKeyTest {

    @Test
    void a_ticket_is_found_by_its_digest_however_it_is_carried() {
        TicketKey.Made made = TicketKey.random();
        String text = made.text().reveal();

        assertThat(text).matches("sdt_[A-Za-z0-9_-]{22}");
        assertThat(TicketKey.of(text)).contains(made.key());
        assertThat(TicketKey.of("Bearer " + text)).contains(made.key());
        assertThat(TicketKey.of(" bearer  " + text + " ")).contains(made.key());
        assertThat(TicketKey.ofId(made.key().id())).contains(made.key());
        assertThat(TicketKey.ofUse(made.key().use())).contains(made.key());
        assertThat(text).doesNotContain(made.key().id());
        assertThat(TicketKey.random().key()).isNotEqualTo(made.key());
        assertThat(made).asString().doesNotContain(text);
    }

    @Test
    void a_ticket_is_written_in_one_way() {
        String text = "sdt_" + "A".repeat(21);

        assertThat(TicketKey.of(text + "A")).isPresent();
        // The last character has four bits too many.
        assertThat(TicketKey.of(text + "B")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sdt_",
                "sdt_AAAA",
                "sdt_AAAAAAAAAAAAAAAAAAAAAAA",
                "sdt_AAAAAAAAAAAAAAAAAAAAA=",
                "sdt_AAAAAAAAAAA AAAAAAAAAAA"
            })
    void what_only_begins_as_a_ticket_is_nobodys_token_all_the_same(String text) {
        assertThat(TicketKey.isClaimed(text)).isTrue();
        assertThat(TicketKey.claimed(Credentials.of("u", "p", text))).isEqualTo(text);
        assertThat(TicketKey.of(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SDT_AAAAAAAAAAAAAAAAAAAAAA", "eyJ.sdt_AAAAAAAAAAAAAAAAAAAAAA", "bearer"})
    void anything_else_is_for_authenticators(String text) {
        assertThat(TicketKey.isClaimed(text)).isFalse();
        assertThat(TicketKey.of(text)).isEmpty();
        assertThat(TicketKey.ofId(text)).isEmpty();
        assertThat(TicketKey.ofUse(text)).isEmpty();
    }
}
