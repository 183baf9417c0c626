package io.stagedoor.auth.jwt.internal.remote;

import static io.stagedoor.auth.jwt.internal.remote.RemoteFixtures.keys;
import static io.stagedoor.auth.jwt.internal.remote.RemoteFixtures.ok;
import static io.stagedoor.auth.jwt.internal.remote.RemoteFixtures.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.stagedoor.auth.support.RawServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RemoteKeysTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private final RemoteFixtures.ManualTimes time = new RemoteFixtures.ManualTimes();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicInteger woken = new AtomicInteger();
    private final CountDownLatch never = new CountDownLatch(1);
    private volatile RawServer.Behaviour behaviour = (socket, number) -> RawServer.write(socket, ok("", set("a")));
    private RawServer provider;
    private RemoteKeys keys;

    @BeforeEach
    void start() {
        provider = new RawServer((socket, number) -> behaviour.answer(socket, number));
        keys = started(Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() throws Exception {
        never.countDown();
        provider.close();
    }

    private RemoteKeys started(Duration longest) {
        RemoteKeys started = keys(
                KeyPlace.address("keys", provider.url("/jwks?key=hidden")),
                folder.resolve("keys"),
                time.times(),
                longest);
        started.follow(woken::incrementAndGet, told::incrementAndGet);
        return started;
    }

    private void says(String raw) {
        behaviour = (socket, number) -> RawServer.write(socket, raw);
    }

    /** What the thread does. */
    private boolean fetchIfDue() {
        keys.look();
        if (time.times().now() - keys.due() < 0) {
            return false;
        }
        keys.run();
        return true;
    }

    private String text() {
        return keys.keys().map(KeySet::text).orElse("");
    }

    @Test
    void without_a_fetch_there_are_no_keys_and_nobody_can_tell() {
        assertThat(keys.keys()).isEmpty();
        assertThat(keys.mayHaveMore(null)).isTrue();
        assertThat(keys.problem().orElseThrow())
                .contains("not fetched yet", "there are no keys", "next try now")
                .doesNotContain("hidden");
    }

    @Test
    void the_first_fetch_is_due_at_once_and_the_next_one_after_an_hour() {
        assertThat(fetchIfDue()).isTrue();
        assertThat(text()).isEqualTo(set("a"));
        assertThat(keys.problem()).isEmpty();
        assertThat(keys.trouble()).isEmpty();
        assertThat(told).hasValue(1);

        time.pass(Duration.ofMinutes(53));
        assertThat(fetchIfDue()).isFalse();
        time.pass(Duration.ofMinutes(14));
        assertThat(fetchIfDue()).isTrue();
        assertThat(provider.requests).hasValue(2);
        assertThat(provider.head())
                .startsWith("GET /jwks?key=hidden HTTP/1.1\r\n")
                .contains("Accept: application/jwk-set+json");
    }

    @Test
    void the_provider_may_ask_for_shorter_times() {
        says(ok("Cache-Control: max-age=600\r\n", set("a")));
        fetchIfDue();
        time.pass(Duration.ofMinutes(8));
        assertThat(fetchIfDue()).isFalse();
        time.pass(Duration.ofMinutes(4));
        assertThat(fetchIfDue()).isTrue();
    }

    private static Stream<Arguments> answersWithoutKeys() {
        return Stream.of(
                arguments(empty("503 Unavailable"), "status 503"),
                arguments("HTTP/1.1 204 Nothing\r\n\r\n", "status 204"),
                arguments("HTTP/1.1 304 Not Modified\r\n\r\n", "redirect (304)"),
                arguments(ok("", "<html>maintenance</html>"), "no key that can be used"),
                arguments(ok("", ""), "no key that can be used"),
                arguments(ok("", "{\"keys\":[]}"), "no key that can be used"),
                arguments(ok("", "\u00ff\u00fe\u0000"), "not a text in UTF-8"),
                arguments(ok("", "trips"), "cannot be read (IllegalStateException)"),
                arguments("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{}", "no answer in time"),
                arguments("SSH-2.0-OpenSSH\r\n", "not HTTP"));
    }

    private static String empty(String status) {
        return "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n";
    }

    @ParameterizedTest
    @MethodSource("answersWithoutKeys")
    void an_answer_without_keys_changes_nothing(String answer, String why) {
        keys = started(Duration.ofMillis(500));
        fetchIfDue();
        KeySet before = keys.keys().orElseThrow();
        says(answer);
        time.pass(Duration.ofMinutes(70));
        assertThat(fetchIfDue()).isTrue();

        assertThat(keys.keys()).containsSame(before);
        assertThat(keys.trouble().orElseThrow()).contains("/jwks: ", why).doesNotContain("hidden", "maintenance");
        assertThat(keys.problem().orElseThrow())
                .contains("the keys in use are 70 min old", "serve for 22 h 50 min more", "next try in ");
        says(ok("", set("b")));
        time.pass(Duration.ofSeconds(2));
        assertThat(fetchIfDue()).as("a second later").isTrue();
        assertThat(text()).isEqualTo(set("b"));
        assertThat(keys.problem()).isEmpty();
    }

    @Test
    void a_provider_that_hangs_or_drips_or_never_ends_is_given_up() {
        keys = started(Duration.ofMillis(400));
        fetchIfDue();
        behaviour = (socket, number) -> never.await();
        gives("no answer in time");
        behaviour = (socket, number) -> {
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
            while (!never.await(10, TimeUnit.MILLISECONDS)) {
                RawServer.write(socket, " ");
            }
        };
        gives("no answer in time");
        behaviour = (socket, number) -> {
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) {
                RawServer.write(socket, "10000\r\n" + " ".repeat(0x10000) + "\r\n");
            }
        };
        keys = started(Duration.ofSeconds(20));
        fetchIfDue();
        gives("longer than 1048576 bytes");
    }

    private void gives(String why) {
        time.pass(Duration.ofMinutes(70));
        assertThat(fetchIfDue()).isTrue();
        assertThat(keys.trouble().orElseThrow()).endsWith(why.startsWith("longer") ? "the document is " + why : why);
        assertThat(text()).isEqualTo(set("a"));
    }

    @Test
    void a_redirect_is_not_followed() throws Exception {
        fetchIfDue();
        try (RawServer elsewhere = RawServer.thatSays(ok("", set("theirs")))) {
            says("HTTP/1.1 302 Found\r\nLocation: " + elsewhere.url("/") + "\r\nContent-Length: 0\r\n\r\n");
            time.pass(Duration.ofMinutes(70));
            fetchIfDue();
            assertThat(text()).isEqualTo(set("a"));
            assertThat(keys.trouble().orElseThrow()).contains("redirect (302)", "not followed");
            assertThat(elsewhere.connections).hasValue(0);
        }
    }

    @Test
    void a_key_that_left_the_set_is_gone_with_that_fetch() {
        says(ok("", set("a", "b")));
        fetchIfDue();
        says(ok("", set("b")));
        time.pass(Duration.ofMinutes(70));
        fetchIfDue();
        assertThat(text()).isEqualTo(set("b"));
    }

    @Test
    void an_unchanged_set_is_the_same_object_and_counts_as_fresh() {
        says(ok("ETag: \"1\"\r\n", set("a")));
        fetchIfDue();
        KeySet before = keys.keys().orElseThrow();
        says("HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nCache-Control: max-age=300\r\n\r\n");
        for (int i = 0; i < 30; i++) {
            time.pass(Duration.ofMinutes(70));
            assertThat(fetchIfDue()).isTrue();
            assertThat(provider.head()).contains("If-None-Match: \"1\"");
            assertThat(keys.keys()).as("after %s h", i).containsSame(before);
        }
        says(ok("", set("a")));
        time.pass(Duration.ofMinutes(70));
        fetchIfDue();
        assertThat(keys.keys()).as("the same text").containsSame(before);
        time.pass(Duration.ofMinutes(70));
        fetchIfDue();
        assertThat(provider.head()).doesNotContain("If-None-Match");
    }

    @Test
    void an_odd_etag_is_not_sent_back() {
        says(ok("ETag: a b\r\n", set("a")));
        fetchIfDue();
        time.pass(Duration.ofMinutes(70));
        fetchIfDue();
        assertThat(provider.head()).doesNotContain("If-None-Match");
    }

    @Test
    void retries_are_spaced_and_never_more_than_three_a_minute() {
        says(empty("503 Unavailable"));
        for (int second = 0; second < 60; second++) {
            fetchIfDue();
            time.pass(SECOND);
        }
        assertThat(provider.requests.get()).isBetween(2, 3);
        int before = provider.requests.get();
        for (int second = 0; second < 3600; second++) {
            fetchIfDue();
            time.pass(SECOND);
        }
        assertThat(provider.requests.get() - before).isBetween(10, 22);
    }

    @Test
    void a_provider_that_asks_for_a_pause_is_left_alone() {
        says("HTTP/1.1 503 Unavailable\r\nRetry-After: 240\r\nContent-Length: 0\r\n\r\n");
        fetchIfDue();
        for (int second = 0; second < 239; second++) {
            assertThat(fetchIfDue()).isFalse();
            time.pass(SECOND);
        }
        time.pass(SECOND);
        assertThat(fetchIfDue()).isTrue();
    }

    @Test
    void keys_serve_for_a_day_and_then_there_are_none_until_they_come_anew() {
        says(ok("ETag: \"1\"\r\n", set("a")));
        fetchIfDue();
        says(empty("503 Unavailable"));
        time.pass(Duration.ofHours(24));
        fetchIfDue();
        assertThat(text()).isEqualTo(set("a"));
        int before = told.get();
        time.pass(SECOND);
        keys.look();
        assertThat(keys.keys()).isEmpty();
        assertThat(told).hasValue(before + 1);
        keys.look();
        assertThat(told).as("told once").hasValue(before + 1);
        assertThat(keys.mayHaveMore(null)).isTrue();
        assertThat(keys.problem().orElseThrow()).contains("status 503; there are no keys that may be used");

        says(ok("ETag: \"1\"\r\n", set("a")));
        time.pass(Duration.ofMinutes(6));
        assertThat(fetchIfDue()).isTrue();
        assertThat(provider.head()).as("the text is not there any more").doesNotContain("If-None-Match");
        assertThat(text()).isEqualTo(set("a"));
    }

    @Test
    void a_clock_that_is_set_or_a_machine_that_slept_causes_a_fetch_and_no_old_keys() {
        fetchIfDue();
        time.set(Duration.ofHours(-48));
        assertThat(fetchIfDue()).isFalse();
        assertThat(text()).isEqualTo(set("a"));
        time.set(Duration.ofHours(48));
        assertThat(fetchIfDue()).isFalse();

        says(ok("", set("b")));
        time.set(Duration.ofHours(25));
        keys.look();
        assertThat(keys.keys()).isEmpty();
        time.pass(Duration.ofSeconds(30));
        assertThat(fetchIfDue()).isTrue();
        assertThat(text()).isEqualTo(set("b"));
    }

    @Test
    void an_unknown_key_is_fetched_once_more_at_once_and_then_is_unknown() {
        fetchIfDue();
        KeySet judged = keys.keys().orElseThrow();
        time.pass(SECOND);
        assertThat(keys.mayHaveMore(judged)).as("nobody can tell").isTrue();
        assertThat(woken).hasValue(1);
        assertThat(keys.mayHaveMore(judged)).isTrue();
        assertThat(woken).as("once for both").hasValue(1);
        assertThat(fetchIfDue()).isTrue();
        assertThat(fetchIfDue()).isFalse();
        assertThat(provider.requests).hasValue(2);

        assertThat(keys.mayHaveMore(judged)).as("now it is known").isFalse();
        assertThat(keys.unanswered()).isEqualTo(2);
        assertThat(fetchIfDue()).isFalse();
        time.pass(Duration.ofSeconds(30));
        assertThat(fetchIfDue()).as("for the one that was refused").isTrue();
        assertThat(fetchIfDue()).isFalse();
    }

    @Test
    void whoever_only_wants_to_know_has_nothing_fetched_or_counted() {
        fetchIfDue();
        KeySet judged = keys.keys().orElseThrow();
        time.pass(SECOND);
        assertThat(keys.mightHaveMore(judged)).as("nobody can tell").isTrue();
        assertThat(woken).hasValue(0);
        assertThat(keys.unanswered()).isZero();
        assertThat(fetchIfDue()).isFalse();
        assertThat(provider.requests).hasValue(1);
    }

    @Test
    void while_a_fetch_is_under_way_nobody_can_tell() throws Exception {
        fetchIfDue();
        KeySet judged = keys.keys().orElseThrow();
        keys.mayHaveMore(judged);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        behaviour = (socket, number) -> {
            asked.countDown();
            answer.await();
            RawServer.write(socket, ok("", set("a", "b")));
        };
        Thread fetching = new Thread(keys::run);
        fetching.start();
        asked.await();
        assertThat(keys.keys()).containsSame(judged);
        assertThat(keys.mayHaveMore(judged)).isTrue();
        answer.countDown();
        fetching.join();
        assertThat(keys.mayHaveMore(judged)).as("judged by keys of before").isTrue();
        assertThat(keys.mayHaveMore(keys.keys().orElseThrow())).isFalse();
    }

    @Test
    void as_long_as_the_provider_is_down_nobody_can_tell_of_unknown_keys() {
        fetchIfDue();
        KeySet judged = keys.keys().orElseThrow();
        says(empty("503 Unavailable"));
        for (int second = 0; second < 60; second++) {
            time.pass(SECOND);
            if (second >= 30) {
                assertThat(keys.mayHaveMore(judged)).isTrue();
            } else {
                keys.mayHaveMore(judged);
            }
            fetchIfDue();
        }
        assertThat(provider.requests.get()).isBetween(2, 4);
    }

    @Test
    void ten_thousand_forged_kids_a_second_cause_three_fetches_a_minute_and_a_new_key_comes_within_thirty_seconds() {
        fetchIfDue();
        long unknown = 0;
        for (int tick = 0; tick < 6000; tick++) {
            KeySet judged = keys.keys().orElseThrow();
            for (int i = 0; i < 100; i++) {
                unknown += keys.mayHaveMore(judged) ? 0 : 1;
            }
            fetchIfDue();
            time.pass(Duration.ofMillis(10));
            if (tick == 3100) {
                says(ok("", set("a", "new")));
            }
        }
        assertThat(provider.requests.get()).isLessThanOrEqualTo(3);
        assertThat(unknown).isGreaterThan(590_000);
        time.pass(Duration.ofSeconds(1));
        fetchIfDue();
        assertThat(text()).isEqualTo(set("a", "new"));
    }
}
