package io.stagedoor.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamPathTest {

    private static final StreamPath APPLICATION = StreamPath.of("live", "").orElseThrow();
    private static final StreamPath ROOM = StreamPath.of("live", "room1").orElseThrow();

    @ParameterizedTest
    @CsvSource({
        "s, '', s",
        "a/s, a, s",
        "a/b/s, a/b, s",
        "s.flv, '', s.flv",
        "a b, '', a b",
        "A/s, A, s",
        "sävö, '', sävö",
        "...,'',...",
        "a..b/s,a..b,s",
        "other:s, '', other:s",
        "flv:s, '', flv:s",
        "a/raw:s, a, raw:s",
        "*s, '', *s"
    })
    void names_room_and_stream(String name, String room, String stream) {
        assertThat(APPLICATION.resolve(name)).contains(new StreamPath("live", room, stream));
    }

    @Test
    void puts_rooms_of_the_name_below_the_room_of_the_connection() {
        assertThat(ROOM.resolve("s")).contains(new StreamPath("live", "room1", "s"));
        assertThat(ROOM.resolve("a/b/s")).contains(new StreamPath("live", "room1/a/b", "s"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?token=x",
                "/s",
                "s/",
                "a//s",
                "//",
                "/",
                "a/",
                ".",
                "..",
                "./s",
                "../s",
                "a/../s",
                "a/./s",
                "a/..",
                "a\\s",
                "\\s",
                "a%2fs",
                "a%2Fs",
                "a%5Cs",
                "s\0",
                "a\n/s",
                "s\u0085",
                "s\u007f",
                "s\u2028",
                "s\u2029",
                "\ud800",
                "a\udc00/s",
                "s?token=x",
                "a?x/s",
                "s?"
            })
    void refuses_names_that_could_lead_elsewhere(String name) {
        assertThat(APPLICATION.resolve(name)).isEmpty();
        assertThat(ROOM.resolve(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"..", ".", "a/..", "/a", "a/", "a//b", "a\\b", "a\tb", "%2f", "a/%2F", "\ud800", "a/\u0000"})
    void refuses_rooms_that_the_server_would_read_otherwise(String room) {
        assertThat(StreamPath.of("live", room)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new StreamPath("live", room, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a\\b", "a\0", "%2fa"})
    void refuses_applications_of_such_names(String application) {
        assertThat(StreamPath.of(application, "")).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new StreamPath(application, "", ""));
    }

    @Test
    void refuses_names_that_are_too_long() {
        assertThat(StreamPath.of("a".repeat(StreamPath.MAX_NAME), "")).isPresent();
        assertThat(StreamPath.of("a".repeat(StreamPath.MAX_NAME + 1), "")).isEmpty();
        assertThat(APPLICATION.resolve("s".repeat(StreamPath.MAX_NAME + 1))).isEmpty();
        assertThat(APPLICATION.resolve("a/".repeat(1_000_000) + "s").isPresent())
                .isFalse();
        StreamPath deep = StreamPath.of("live", "a/".repeat(511) + "a").orElseThrow();
        assertThat(deep.resolve("b/s")).isEmpty();
    }

    @Test
    void a_missing_name_is_a_bug_of_the_caller() {
        assertThatNullPointerException().isThrownBy(() -> StreamPath.of(null, ""));
        assertThatNullPointerException().isThrownBy(() -> APPLICATION.resolve(null));
    }

    @Test
    void is_shown_as_it_is_written() {
        assertThat(APPLICATION).hasToString("live");
        assertThat(ROOM).hasToString("live/room1");
        assertThat(ROOM.resolve("s").orElseThrow()).hasToString("live/room1/s");
    }
}
