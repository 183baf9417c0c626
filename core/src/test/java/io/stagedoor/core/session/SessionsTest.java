package io.stagedoor.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SessionsTest {

    private static final StreamPath LIVE = new StreamPath("live", "", "");
    private static final StreamPath STREAM = new StreamPath("live", "room", "s");

    private final Sessions sessions = new Sessions();
    private final Object connection = new Object();

    private static Map<String, Object> session(String subject, String basis) {
        return session(
                Grant.everything(subject).toBuilder()
                        .holder(Holder.builder().issuer("i").subject(subject).build())
                        .build(),
                basis);
    }

    private static Map<String, Object> session(Grant grant, String basis) {
        ConnectRequest request =
                ConnectRequest.builder("c", Protocol.RTMP, LIVE, Instant.EPOCH).build();
        return SessionState.granted(request, "jwt", new Decision.Allow(grant), basis, false)
                .toMap();
    }

    private void admit(String id, Map<String, Object> session) {
        sessions.admitted(Kind.CONNECTION, id, connection, session);
    }

    private List<Map<String, Object>> withId(String id) {
        return sessions.withId(id).stream().map(Entry::session).toList();
    }

    @Test
    void finds_a_client_by_each_of_its_properties() {
        Map<String, Object> bob = session("bob", "b");
        Map<String, Object> amy = session("amy", "b");
        admit("1", bob);
        admit("2", amy);
        sessions.began(bob, STREAM);
        assertThat(withId("1")).containsExactly(bob);
        assertThat(sessions.of(new Subject("i", "amy")))
                .singleElement()
                .extracting(Entry::session)
                .isSameAs(amy);
        assertThat(sessions.of(new Subject("", "amy"))).isEmpty();
        assertThat(sessions.on(STREAM)).singleElement().extracting(Entry::id).isEqualTo("1");
        assertThat(sessions.in("live")).singleElement().satisfies(group -> {
            assertThat(group.members()).hasSize(2);
            assertThat(List.of(group.application(), group.protocol(), group.authenticator(), group.basis()))
                    .containsExactly("live", "RTMP", "jwt", "b");
        });
        assertThat(sessions.applications()).containsExactly("live");
        assertThat(sessions.withId("1").iterator().next().handle()).containsSame(connection);
    }

    @Test
    void who_is_gone_is_gone_from_all_indexes() {
        Map<String, Object> bob = session("bob", "b");
        admit("1", bob);
        sessions.began(bob, STREAM);
        sessions.ended(bob);
        sessions.ended(bob);
        assertThat(sessions.keys()).isZero();
        assertThat(sessions.size()).isZero();
        // What comes late is of nobody.
        sessions.began(bob, STREAM);
        sessions.left(bob, STREAM);
        sessions.replaced(bob, session("bob", "c"));
        assertThat(sessions.keys()).isZero();
    }

    @Test
    void a_stream_that_a_client_has_twice_is_left_twice() {
        Map<String, Object> bob = session("bob", "b");
        admit("1", bob);
        sessions.began(bob, STREAM);
        sessions.began(bob, STREAM);
        sessions.left(bob, STREAM);
        assertThat(sessions.on(STREAM)).hasSize(1);
        sessions.left(bob, STREAM);
        sessions.left(bob, STREAM);
        assertThat(sessions.on(STREAM)).isEmpty();
    }

    @Test
    void one_id_may_be_that_of_several() {
        Map<String, Object> first = session("bob", "b");
        Map<String, Object> second = session("bob", "b");
        assertThat(first).isEqualTo(second);
        admit("1", first);
        admit("1", second);
        admit("", session("amy", "b"));
        admit("", session("amy", "b"));
        assertThat(sessions.withId("1")).hasSize(2);
        assertThat(sessions.withId("")).isEmpty();
        assertThat(sessions.of(new Subject("i", "amy"))).hasSize(2);
        sessions.ended(first);
        assertThat(withId("1")).hasSize(1).first().isSameAs(second);
    }

    @Test
    void another_session_is_found_by_what_it_says() {
        Map<String, Object> bob = session("bob", "b");
        Map<String, Object> amy = session("amy", "c");
        admit("1", bob);
        sessions.began(bob, STREAM);
        sessions.replaced(bob, amy);
        assertThat(sessions.of(new Subject("i", "bob"))).isEmpty();
        assertThat(sessions.of(new Subject("i", "amy"))).hasSize(1);
        assertThat(sessions.in("live")).singleElement().extracting(Group::basis).isEqualTo("c");
        assertThat(sessions.on(STREAM))
                .singleElement()
                .extracting(Entry::session)
                .isSameAs(amy);
        sessions.replaced(bob, session("eve", "d")); // that nobody has any more
        assertThat(withId("1")).containsExactly(amy);
        sessions.ended(amy);
        assertThat(sessions.keys()).isZero();
    }

    @Test
    void only_a_proven_subject_counts_and_only_one_that_is_known() {
        Grant claimed = Grant.everything("bob").toBuilder()
                .attributes(Map.of(Grant.UNPROVEN, "true"))
                .holder(Holder.builder().subject("bob").build())
                .build();
        admit("1", session(claimed, "b"));
        admit("2", session(Grant.everything(""), "b"));
        admit("3", session(Grant.everything("amy"), "b"));
        assertThat(sessions.of(new Subject("", "bob"))).isEmpty();
        assertThat(sessions.of(new Subject("", "amy"))).hasSize(1);
        assertThat(Subject.of(claimed)).isEmpty();
        assertThat(Subject.of(claimed.proven())).contains(new Subject("", "bob"));
        assertThat(new Subject("i", "bob").toString()).doesNotContain("bob");
    }

    @Test
    void a_session_that_nobody_can_read_is_found_by_its_id_and_goes() {
        Map<String, Object> odd = Map.of("format", 99, "grant", 7);
        admit("1", odd);
        assertThat(withId("1")).containsExactly(odd);
        sessions.ended(odd);
        assertThat(sessions.keys()).isZero();
    }

    private void count(Map<String, Map<String, Object>> in) {
        Sessions.Census census = sessions.census(Kind.CONNECTION);
        in.forEach((id, session) -> census.meet(id, connection, session, Set.of(STREAM)));
        census.end();
    }

    @Test
    void a_census_corrects_what_nobody_has_said() {
        Map<String, Object> bob = session("bob", "b");
        Map<String, Object> amy = session("amy", "b");
        admit("1", bob); // the server has not let it in after all
        count(Map.of("2", amy));
        assertThat(sessions.withId("1")).as("it may be about to come in").hasSize(1);
        assertThat(withId("2")).containsExactly(amy);
        assertThat(sessions.on(STREAM)).singleElement().extracting(Entry::id).isEqualTo("2");
        Sessions.Census second = sessions.census(Kind.CONNECTION);
        assertThat(second.meetKnown(amy)).isTrue();
        assertThat(second.meetKnown(session("amy", "b"))).as("of another").isFalse();
        second.end();
        assertThat(sessions.withId("1")).isEmpty();
        assertThat(sessions.withId("2")).hasSize(1);
        // Of another kind, it is no business of this census.
        sessions.admitted(Kind.PLAYER, "3", connection, session("eve", "b"));
        count(Map.of());
        count(Map.of());
        assertThat(sessions.size()).isEqualTo(1);
    }

    @Test
    void a_census_may_meet_a_session_before_it_is_said_to_replace_another() {
        Map<String, Object> bob = session("bob", "b");
        Map<String, Object> next = session("bob", "c");
        admit("1", bob);
        sessions.began(bob, STREAM);
        count(Map.of("1", next));
        sessions.replaced(bob, next);
        assertThat(withId("1")).containsExactly(next);
        assertThat(sessions.on(STREAM)).hasSize(1);
        assertThat(sessions.of(new Subject("i", "bob"))).hasSize(1);
        sessions.ended(next);
        assertThat(sessions.keys()).isZero();
    }

    @Test
    void keeps_no_connection_alive() {
        Map<String, Object> bob = session("bob", "b");
        sessions.admitted(Kind.CONNECTION, "1", new Object(), bob);
        Entry entry = sessions.withId("1").iterator().next();
        for (int tries = 0; tries < 1_000 && entry.handle().isPresent(); tries++) {
            System.gc();
        }
        assertThat(entry.handle()).isEmpty();
        assertThat(withId("1")).containsExactly(bob);
    }

    @Test
    void sessions_of_one_basis_share_its_text() {
        String basis = new String("basis");
        assertThat(sessions.shared("live", Protocol.RTMP, "jwt", basis)).isSameAs(basis);
        admit("1", session("bob", basis));
        assertThat(sessions.shared("live", Protocol.RTMP, "jwt", new String("basis")))
                .isSameAs(basis);
        assertThat(sessions.shared("live", Protocol.RTMP, "other", new String("basis")))
                .isNotSameAs(basis);
    }

    /** Everything at once: clients that come, change, stream and go, of few subjects and ids, with censuses beside them. */
    @Test
    void nothing_is_left_of_clients_that_came_and_went_at_once() throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int seed = i;
            threads.add(new Thread(() -> {
                try {
                    comeAndGo(new Random(seed));
                } catch (Throwable t) {
                    failure.set(t);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                count(Map.of());
                thread.join(1);
            }
        }
        assertThat(failure.get()).isNull();
        assertThat(sessions.keys()).isZero();
    }

    private void comeAndGo(Random random) {
        for (int i = 0; i < 2_000; i++) {
            String subject = "s" + random.nextInt(3);
            Map<String, Object> session = session(subject, "b" + random.nextInt(3));
            admit("id" + random.nextInt(3), session);
            sessions.began(session, STREAM);
            for (int changes = random.nextInt(3); changes > 0; changes--) {
                Map<String, Object> next = session(subject, "b" + random.nextInt(3));
                sessions.replaced(session, next);
                session = next;
            }
            sessions.of(new Subject("i", subject)).forEach(Entry::handle);
            sessions.in("live").forEach(group -> group.members().forEach(Entry::session));
            sessions.left(session, STREAM);
            sessions.ended(session);
        }
    }
}
