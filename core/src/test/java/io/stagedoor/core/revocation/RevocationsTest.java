package io.stagedoor.core.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.shared.SharedState;
import io.stagedoor.core.shared.SharedStateException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RevocationsTest {

    private static final Instant NOW = Instant.parse("2026-11-29T21:00:00Z");
    private static final String ISSUER = "https://issuer.example";

    private final AtomicLong nanos = new AtomicLong();
    private Instant now = NOW;
    private final Memory memory = new Memory();
    private final Revocations revocations = make();

    private Revocations make() {
        Revocations made = new Revocations(new Moving(), nanos::get);
        made.bindStore(memory);
        return made;
    }

    private final class Moving extends Clock {
        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private Kept add(Revocation revocation) throws Exception {
        return revocations.add(revocation, "root").toCompletableFuture().get();
    }

    private static Grant grant(Holder.Builder holder) {
        return Grant.everything("ann").toBuilder().holder(holder.build()).build();
    }

    private static Holder.Builder ann() {
        return Holder.builder()
                .subject("ann")
                .issuer(ISSUER)
                .tokenId("t1")
                .keyId("k1")
                .sessionId("s1")
                .issuedAt(NOW.minusSeconds(60));
    }

    private boolean isOut(Holder.Builder holder) {
        Decision.Deny refusal = revocations.revoked().refusal(grant(holder));
        return refusal != null && refusal.reason() == Reason.REVOKED;
    }

    @Test
    void each_mark_means_whoever_has_it_and_nobody_else() throws Exception {
        for (Revocation one : List.of(
                Revocation.token("t1"),
                Revocation.key("k1"),
                Revocation.session("s1"),
                Revocation.subject("ann", NOW))) {
            assertThat(isOut(ann())).isFalse();
            Kept kept = add(one);
            assertThat(isOut(ann())).as("%s", one).isTrue();
            assertThat(isOut(Holder.builder()
                            .subject("bob")
                            .issuer(ISSUER)
                            .tokenId("t2")
                            .keyId("k2")
                            .sessionId("s2")))
                    .isFalse();
            revocations.remove(kept.id()).toCompletableFuture().get();
        }
        assertThat(isOut(ann())).isFalse();
        assertThat(revocations.revoked().isInUse()).isFalse();
    }

    @Test
    void nobody_is_known_once_another_kind_of_store_is_configured_until_that_is_read() throws Exception {
        add(Revocation.token("t1"));
        Memory shared = new Memory();
        shared.isShared = true;
        shared.problem = Optional.of("frozen");
        revocations.bindStore(shared);
        revocations.unbindStore(memory);
        assertThat(revocations.revoked().unknown()).isPresent();
        shared.problem = Optional.empty();
        revocations.tick();
        assertThat(revocations.revoked().unknown()).isEmpty();
        Memory successor = new Memory();
        successor.isShared = true;
        successor.problem = Optional.of("frozen");
        revocations.bindStore(successor);
        revocations.unbindStore(shared);
        revocations.tick();
        assertThat(revocations.revoked().unknown())
                .as("what was read of the same store counts")
                .isEmpty();
    }

    @Test
    void what_was_known_of_other_servers_holds_when_this_one_is_on_its_own_again() throws Exception {
        Memory shared = new Memory();
        shared.isShared = true;
        Revocations others = make();
        others.bindStore(shared);
        others.add(Revocation.subject("ann", NOW), "root").toCompletableFuture().get();
        revocations.bindStore(shared);
        revocations.unbindStore(memory);
        assertThat(isOut(ann())).isTrue();
        assertThat(revocations.problems()).isEmpty();
        revocations.bindStore(memory);
        revocations.unbindStore(shared);
        assertThat(revocations.revoked().unknown()).isEmpty();
        assertThat(isOut(ann())).isTrue();
        assertThat(revocations.problems())
                .singleElement()
                .asString()
                .contains("until 2026-11-29T21:00:00Z", "stagedoor.shared.cfg is gone");
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        revocations.tick();
        assertThat(isOut(ann())).as("after all were read again").isTrue();
        revocations.bindStore(shared);
        revocations.unbindStore(memory);
        assertThat(revocations.problems()).isEmpty();
        assertThat(isOut(ann())).isTrue();
    }

    @Test
    void nobody_is_known_while_a_shared_store_is_of_no_use_for_what_was_read() throws Exception {
        memory.isShared = true;
        revocations.tick();
        assertThat(revocations.revoked().unknown()).isEmpty();
        memory.problem = Optional.of("another key");
        memory.staleAfter = Duration.ZERO;
        nanos.addAndGet(Duration.ofMillis(100).toNanos());
        revocations.tick();
        assertThat(revocations.revoked().unknown().orElseThrow()).contains("another key");
    }

    @Test
    void after_so_long_without_a_shared_store_nobody_is_known() throws Exception {
        memory.isShared = true;
        memory.staleAfter = Duration.ofSeconds(60);
        revocations.tick();
        memory.problem = Optional.of("frozen");
        nanos.addAndGet(Duration.ofSeconds(60).toNanos());
        revocations.tick();
        assertThat(revocations.revoked().unknown()).isEmpty();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        revocations.tick();
        assertThat(revocations.revoked().unknown().orElseThrow()).contains("frozen");
        memory.problem = Optional.empty();
        revocations.tick();
        assertThat(revocations.revoked().unknown()).isEmpty();
    }

    @Test
    void of_a_store_that_tells_what_has_changed_only_that_is_read() throws Exception {
        Memory shared = new Memory();
        shared.changes = Map.of();
        revocations.bindStore(shared);
        revocations.tick();
        int before = shared.readings.get();
        Revocation other = Revocation.token("t1");
        shared.changes = Map.of(other.id(), new Kept(other, "root", NOW).bytes());
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        revocations.tick();
        assertThat(isOut(ann())).isTrue();
        assertThat(shared.readings.get()).isEqualTo(before);
        shared.changes = null;
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        revocations.tick();
        assertThat(shared.readings.get()).isEqualTo(before + 1);
        assertThat(isOut(ann())).isFalse();
        shared.changes = Map.of("strange", new byte[] {99});
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        revocations.tick();
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        revocations.tick();
        revocations.tick();
        assertThat(shared.readings.get())
                .as("what it cannot read, it reads with all")
                .isGreaterThan(before + 1);
    }

    @Test
    void what_was_known_before_a_store_lost_all_stays() throws Exception {
        Memory shared = new Memory();
        shared.isShared = true;
        revocations.bindStore(shared);
        add(Revocation.token("t1"));
        add(Revocation.token("t9").until(NOW.plusSeconds(60)));
        shared.values.clear();
        shared.losses = 1;
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        revocations.tick();
        assertThat(isOut(ann())).isTrue();
        assertThat(revocations.counts()).containsEntry("jti", 2L);
        now = NOW.plusSeconds(120);
        assertThat(isOut(ann())).isTrue();
        assertThat(isOut(Holder.builder().subject("bob").tokenId("t9"))).isFalse();
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        revocations.tick();
        assertThat(isOut(ann())).isTrue();
        add(Revocation.token("t1"));
        revocations.remove(Revocation.token("t1").id()).toCompletableFuture().get();
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        revocations.tick();
        assertThat(isOut(ann())).isFalse();
    }

    @Test
    void the_refusal_says_by_what_and_who_it_was() throws Exception {
        add(Revocation.subject("ann", NOW));
        assertThat(revocations.revoked().refusal(grant(ann()))).satisfies(deny -> {
            assertThat(deny.detail())
                    .startsWith("by sub;")
                    .endsWith("a token that is issued later gets in, and a password does not");
            assertThat(deny.subject()).isEqualTo("ann");
        });
        add(Revocation.subject("ann", NOW).issuedBefore(Revocation.ALL));
        assertThat(revocations.revoked().refusal(grant(ann())))
                .satisfies(deny -> assertThat(deny.detail())
                        .startsWith("by sub;")
                        .endsWith("tokens that are issued later are out, too"));
    }

    @Test
    void a_new_token_of_a_revoked_subject_works_and_one_of_the_same_second_does_not() throws Exception {
        add(Revocation.subject("ann", NOW.plusMillis(300)));
        assertThat(isOut(ann().issuedAt(NOW))).isTrue();
        assertThat(isOut(ann().issuedAt(NOW.plusMillis(900)))).isTrue();
        assertThat(isOut(ann().issuedAt(NOW.plusSeconds(1)))).isFalse();
    }

    @Test
    void whoever_has_no_time_of_issue_counts_as_old() throws Exception {
        add(Revocation.subject("ann", NOW));
        assertThat(isOut(Holder.builder().subject("ann"))).isTrue();
    }

    @Test
    void a_key_means_tokens_that_are_issued_later_too_because_its_thief_writes_what_he_likes() throws Exception {
        add(Revocation.key("k1"));
        assertThat(isOut(ann().issuedAt(NOW.plusSeconds(3600)))).isTrue();
    }

    /** Later than 2106, which is what times of issue are kept up to. */
    @Test
    void no_time_of_issue_is_a_way_out() throws Exception {
        add(Revocation.key("k1"));
        add(Revocation.subject("ann", NOW).issuedBefore(Revocation.ALL).until(NOW.plusSeconds(600)));
        Instant far = Instant.parse("9999-12-31T23:59:59Z");
        assertThat(isOut(Holder.builder().keyId("k1").issuedAt(far))).isTrue();
        assertThat(isOut(Holder.builder().subject("ann").issuedAt(far))).isTrue();
    }

    @Test
    void an_issuer_means_its_own_only() throws Exception {
        add(Revocation.subject("ann", NOW).by(ISSUER));
        assertThat(isOut(ann())).isTrue();
        assertThat(isOut(ann().issuer("https://other.example"))).isFalse();
        assertThat(isOut(Holder.builder().subject("ann"))).isFalse();
    }

    @Test
    void a_user_is_a_subject_without_an_issuer() throws Exception {
        add(Revocation.subject("ann", NOW).by(""));
        assertThat(isOut(Holder.builder().subject("ann"))).isTrue();
        assertThat(isOut(ann())).isFalse();
    }

    @Test
    void a_name_that_is_only_claimed_counts_too() throws Exception {
        add(Revocation.subject("ann", NOW));
        Grant claimed = Grant.everything("ann").toBuilder()
                .attributes(Map.of(Grant.UNPROVEN, "true"))
                .build();
        assertThat(revocations.revoked().refusal(claimed)).satisfies(deny -> {
            assertThat(deny.subject()).isEmpty();
            assertThat(deny.claimed()).isEqualTo("ann");
        });
    }

    /** The holder of a client that has proven nothing has no subject. */
    @Test
    void a_claimed_name_is_found_however_it_is_written() throws Exception {
        for (String name : List.of("sha-256:ann", "a".repeat(300))) {
            add(Revocation.subject(name, NOW));
            Grant claimed = Grant.everything(name).toBuilder()
                    .attributes(Map.of(Grant.UNPROVEN, "yes"))
                    .build();
            assertThat(revocations.revoked().refusal(claimed)).as(name).isNotNull();
        }
    }

    @Test
    void a_long_value_is_found_as_holders_keep_it() throws Exception {
        String long1 = "t".repeat(300);
        add(Revocation.token(long1).by("i".repeat(300)));
        assertThat(isOut(ann().tokenId(long1).issuer("i".repeat(300)))).isTrue();
        assertThat(isOut(ann().tokenId(long1 + "x").issuer("i".repeat(300)))).isFalse();
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        revocations.tick();
        assertThat(isOut(ann().tokenId(long1).issuer("i".repeat(300)))).isTrue();
    }

    @Test
    void a_stream_is_exactly_that_one() throws Exception {
        add(Revocation.streamOf("live/room/s1").orElseThrow());
        Revoked revoked = revocations.revoked();
        assertThat(revoked.isOut(new StreamPath("live", "room", "s1"))).isTrue();
        assertThat(revoked.isOut(new StreamPath("live", "", "s1"))).isFalse();
        assertThat(revoked.isOut(new StreamPath("live", "room", "s10"))).isFalse();
        assertThat(revoked.isOut(new StreamPath("other", "room", "s1"))).isFalse();
        assertThat(Revocation.streamOf("live")).isEmpty();
        assertThat(Revocation.streamOf("live/")).isEmpty();
        assertThat(Revocation.streamOf("live/../s")).isEmpty();
        assertThat(Revocation.streamOf("live/*")).as("a pattern").isEmpty();
    }

    /** A server plays it to whoever asks for it by its name. */
    @Test
    void a_recording_goes_with_its_stream() throws Exception {
        add(Revocation.streamOf("live/room/show").orElseThrow());
        Revoked revoked = revocations.revoked();
        assertThat(revoked.isOut(new StreamPath("live", "room", "show.flv"))).isTrue();
        assertThat(revoked.isOut(new StreamPath("live", "room", "show.MP4"))).isTrue();
        assertThat(revoked.isOut(new StreamPath("live", "room", "show.two"))).isFalse();
        assertThat(revoked.isOut(new StreamPath("live", "room", "other.flv"))).isFalse();
        assertThat(revoked.isOut(new StreamPath("live", "room", ".flv"))).isFalse();
    }

    @Test
    void two_files_that_name_the_same_mean_what_both_mean_whichever_comes_last() throws Exception {
        Map<String, Object> ends =
                Map.of("jti", "t1", "until", NOW.minusSeconds(5).toString());
        for (List<Map<String, Object>> order : List.of(
                List.of(Map.<String, Object>of("jti", "t1"), ends),
                List.of(ends, Map.<String, Object>of("jti", "t1")))) {
            List<ConfiguredRevocation> files =
                    order.stream().map(ConfiguredRevocation::new).toList();
            files.forEach(revocations::bindConfigured);
            assertThat(isOut(ann().tokenId("t1"))).isTrue();
            files.forEach(revocations::unbindConfigured);
            nanos.addAndGet(Duration.ofSeconds(10).toNanos());
            revocations.tick();
            assertThat(isOut(ann().tokenId("t1"))).isFalse();
        }
    }

    @Test
    void what_is_revoked_twice_means_all_that_both_mean() throws Exception {
        add(Revocation.subject("ann", NOW));
        Kept both = add(Revocation.subject("ann", NOW.minusSeconds(100)).until(NOW.plusSeconds(10)));
        assertThat(both.revocation().until()).isEqualTo(Revocation.FOREVER);
        assertThat(both.revocation().issuedBefore()).isEqualTo(NOW);
        assertThat(revocations.counts()).containsOnly(Map.entry("sub", 1L));
    }

    @Test
    void a_block_ends_and_the_revocation_of_the_same_subject_stays() throws Exception {
        add(Revocation.subject("ann", NOW));
        add(Revocation.subject("ann", NOW).issuedBefore(Revocation.ALL).until(NOW.plusSeconds(600)));
        assertThat(isOut(ann().issuedAt(NOW.plusSeconds(5)))).isTrue();
        now = NOW.plusSeconds(600);
        assertThat(isOut(ann().issuedAt(NOW.plusSeconds(5)))).isFalse();
        assertThat(isOut(ann())).isTrue();
    }

    @Test
    void it_is_kept_as_long_as_it_holds() throws Exception {
        Kept ends = add(Revocation.token("t1").until(NOW.plusMillis(1500)));
        Kept stays = add(Revocation.token("t2"));
        assertThat(memory.ttls)
                .containsEntry(ends.id(), Duration.ofSeconds(2))
                .containsEntry(stays.id(), SharedState.FOREVER);
    }

    @Test
    void a_restart_finds_everything_that_was_answered() throws Exception {
        add(Revocation.subject("ann", NOW).by(ISSUER));
        add(Revocation.streamOf("live/s1").orElseThrow().until(NOW.plusSeconds(60)));
        Revocations next = make();
        assertThat(next.revoked().unknown()).isEmpty();
        assertThat(next.revoked().refusal(grant(ann()))).isNotNull();
        assertThat(next.revoked().isOut(new StreamPath("live", "", "s1"))).isTrue();
    }

    @Test
    void nobody_can_tell_until_all_have_been_read() {
        memory.problem = Optional.of("the disk is broken");
        Revocations next = make();
        assertThat(next.revoked().unknown()).hasValue("the revocations have not been read yet: the disk is broken");
        assertThat(next.problems())
                .contains(
                        "revocations: nobody is let in, because the revocations have not been read yet: the disk is broken");
        memory.problem = Optional.empty();
        next.tick();
        assertThat(next.revoked().unknown()).isEmpty();
        assertThat(new Revocations(Clock.systemUTC(), System::nanoTime).problems())
                .anyMatch(problem -> problem.contains("there is no store for revocations"));
    }

    @Test
    void while_the_store_is_broken_known_ones_hold_and_new_ones_are_refused() throws Exception {
        add(Revocation.token("t1"));
        memory.problem = Optional.of("the disk is full");
        assertThatThrownBy(() -> add(Revocation.key("k2")))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(SharedStateException.class)
                .hasMessageContaining("the disk is full");
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        revocations.tick();
        assertThat(isOut(ann())).isTrue();
        assertThat(isOut(Holder.builder().subject("bob").keyId("k2"))).isFalse();
        assertThat(revocations.problems())
                .containsExactly(
                        "revocations: the store does not work: the disk is full. Those that are known hold; new"
                                + " ones are refused");
    }

    @Test
    void others_hear_of_it_at_once_and_of_what_was_lost_within_half_a_minute() throws Exception {
        Revocations other = make();
        AtomicInteger changes = new AtomicInteger();
        other.onChange(changes::incrementAndGet);
        Kept first = add(Revocation.token("t1"));
        assertThat(other.revoked().refusal(grant(ann()))).isNotNull();
        assertThat(changes).hasValue(1);
        revocations.remove(first.id()).toCompletableFuture().get();
        assertThat(other.revoked().refusal(grant(ann()))).isNull();

        memory.deaf = true;
        add(Revocation.token("t1"));
        assertThat(other.revoked().refusal(grant(ann()))).isNull();
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        other.tick();
        assertThat(other.revoked().refusal(grant(ann()))).isNotNull();
        assertThat(changes).hasValue(2);
    }

    @Test
    void all_is_read_again_once_the_store_works_again() throws Exception {
        Revocations other = make();
        memory.deaf = true;
        add(Revocation.token("t1"));
        memory.problem = Optional.of("away");
        nanos.addAndGet(1);
        other.tick();
        memory.problem = Optional.empty();
        other.tick();
        assertThat(other.revoked().refusal(grant(ann()))).isNotNull();
    }

    @Test
    void what_comes_while_all_are_read_is_not_lost() throws Exception {
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        Kept gone = add(Revocation.key("k9"));
        memory.amidst = () -> {
            revocations.add(Revocation.token("t1"), "root");
            revocations.remove(gone.id());
        };
        revocations.tick();
        assertThat(isOut(ann())).isTrue();
        assertThat(isOut(Holder.builder().subject("bob").keyId("k9"))).isFalse();
    }

    @Test
    void nobody_is_let_in_while_one_is_there_that_this_version_cannot_read() throws Exception {
        add(Revocation.token("t1"));
        memory.values.put("f".repeat(32), new byte[] {9, 1, 2});
        Revocations next = make();
        assertThat(next.revoked().unknown().orElseThrow()).contains("another version", "f".repeat(32));
        assertThat(next.revoked().refusal(grant(ann()))).isNotNull();
        assertThat(next.remove("f".repeat(32)).toCompletableFuture().get()).hasValue("f".repeat(32));
        next.tick();
        assertThat(next.revoked().unknown()).isEmpty();
    }

    @Test
    void somebody_can_be_put_out_when_single_tokens_have_filled_it() throws Exception {
        Revocations small = new Revocations(new Moving(), nanos::get, 10);
        small.bindStore(new Memory());
        for (int i = 0; i < 9; i++) {
            small.add(Revocation.token("t" + i), "root").toCompletableFuture().get();
        }
        assertThat(small.problems()).singleElement().asString().contains("there are 9, and at most 10", "--remove ID");
        for (Revocation single : List.of(Revocation.token("t9"), Revocation.session("s"))) {
            assertThatThrownBy(() ->
                            small.add(single, "root").toCompletableFuture().get())
                    .hasMessageContaining("there are 9 revocations already")
                    .hasMessageContaining("or revoke by sub or kid");
        }
        small.add(Revocation.token("t0"), "root").toCompletableFuture().get();
        small.add(Revocation.subject("ann", NOW), "root").toCompletableFuture().get();
        assertThatThrownBy(() -> small.add(Revocation.key("k"), "root")
                        .toCompletableFuture()
                        .get())
                .hasMessageContaining("there are 10 revocations already")
                .hasMessageNotContaining("or revoke by");
    }

    @Test
    void lists_the_newest_first_and_no_more_than_asked_for() throws Exception {
        for (int i = 0; i < 5; i++) {
            now = NOW.plusSeconds(i);
            add(Revocation.token("t" + i));
        }
        add(Revocation.token("over").until(now.plusSeconds(1)));
        now = now.plusSeconds(2);
        Revocations.Listed listed = revocations.list(2).toCompletableFuture().get();
        assertThat(listed.count()).isEqualTo(5);
        assertThat(listed.newest())
                .extracting(kept -> kept.revocation().value())
                .containsExactly("t4", "t3");
        assertThat(listed.newest().get(0).by()).isEqualTo("root");
    }

    @Test
    void is_removed_by_the_beginning_of_its_id() throws Exception {
        Kept kept = add(Revocation.token("t1"));
        assertThat(revocations
                        .remove(kept.id().substring(0, 12))
                        .toCompletableFuture()
                        .get())
                .hasValue(kept.id());
        assertThat(revocations.remove("0000000000").toCompletableFuture().get()).isEmpty();
        assertThatThrownBy(() -> revocations.remove("abc").toCompletableFuture().get())
                .hasCauseInstanceOf(SharedStateException.class);
    }

    @Test
    void configured_ones_hold_as_long_as_they_are_configured() throws Exception {
        ConfiguredRevocation file = new ConfiguredRevocation(
                Map.of("sub", "ann, bob", "issuedBefore", "2026-11-29T21:00:00Z", "stream", "live/s1"));
        revocations.bindConfigured(file);
        assertThat(isOut(ann())).isTrue();
        assertThat(isOut(ann().issuedAt(NOW.plusSeconds(1)))).isFalse();
        assertThat(revocations.revoked().isOut(new StreamPath("live", "", "s1")))
                .isTrue();
        Kept kept = add(Revocation.subject("ann", NOW));
        revocations.remove(kept.id()).toCompletableFuture().get();
        assertThat(isOut(ann())).isTrue();
        file.modified(Map.of("jti", "t7", "until", "2026-11-29T22:00:00Z"));
        revocations.updatedConfigured(file);
        assertThat(isOut(ann())).isFalse();
        assertThat(isOut(ann().tokenId("t7"))).isTrue();
        revocations.unbindConfigured(file);
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        revocations.tick();
        assertThat(isOut(ann().tokenId("t7"))).isFalse();
    }

    /** Editors do that when they save a file. */
    @Test
    void a_file_that_is_gone_for_a_moment_lets_nobody_in() {
        Map<String, Object> written = Map.of("jti", "t7");
        ConfiguredRevocation file = new ConfiguredRevocation(written);
        revocations.bindConfigured(file);
        revocations.unbindConfigured(file);
        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        revocations.tick();
        assertThat(isOut(ann().tokenId("t7"))).isTrue();
        revocations.bindConfigured(new ConfiguredRevocation(written));
        assertThat(revocations.files()).hasSize(1).containsValue(1);
        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        revocations.tick();
        assertThat(isOut(ann().tokenId("t7"))).isTrue();
    }

    @Test
    void a_wrong_configuration_leaves_the_last_good_one_in_force_and_says_so() {
        ConfiguredRevocation file = new ConfiguredRevocation(Map.of("jti", "t1"));
        revocations.bindConfigured(file);
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of("jtis", "t1"),
                Map.of("sub", "ann"),
                Map.of("user", "ann"),
                Map.of("sub", "ann", "issuedBefore", "yesterday"),
                Map.of("jti", "t1", "issuedBefore", "2026-11-29T21:00:00Z"),
                Map.of("stream", "live"),
                Map.of("iss", ISSUER),
                Map.of("iss", ISSUER, "stream", "live/s1"),
                Map.of())) {
            file.modified(wrong);
            revocations.updatedConfigured(file);
            assertThat(revocations.problems()).as("%s", wrong).hasSize(1);
            assertThat(isOut(ann())).isTrue();
        }
        file.modified(Map.of("jti", "t2"));
        assertThat(revocations.problems()).isEmpty();
    }

    @Test
    void the_one_that_ends_hears_nothing_more() {
        revocations.close();
        assertThat(memory.listening()).isZero();
    }

    @Test
    void nothing_shows_who_is_meant() throws Exception {
        Kept kept = add(Revocation.subject("ann", NOW));
        assertThat(kept.toString() + kept.revocation()).doesNotContain("ann");
        assertThat(kept.id()).matches("[0-9a-f]{32}");
    }

    @Test
    void a_value_that_names_nobody_is_none() {
        assertThatThrownBy(() -> Revocation.token("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Revocation.streamOf("live/s1").orElseThrow().by(ISSUER))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
