package io.stagedoor.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Locale;
import java.util.Optional;
import java.util.Random;
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
        "s?token=x, '', s",
        "s?token=a/b, '', s",
        "a/s?x?y, a, s",
        "*s, '', s",
        "*a/s, a, s",
        "flv:s, '', s",
        "FLV:s, '', s",
        "mp4:a/s.mp4, a, s.mp4",
        "f4v:s, '', s",
        "mp3:s, '', s",
        "m4a:s, '', s",
        "aac:s, '', s",
        "raw:s, '', s",
        "*mp4:s, '', s",
        "s.flv, '', s.flv",
        "a b, '', a b",
        "A/s, A, s",
        "sävö, '', sävö",
        "...,'',...",
        "a..b/s,a..b,s",
        "other:s, '', other:s"
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
                "*",
                "flv:",
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
                "flv:mp4:s",
                "a/flv:s",
                "sflv:",
                "**flv:s",
                "flv:*flv:s",
                "a/mp4:b/s",
                "flv:../s",
                "*../s",
                "mp4:/s"
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

    /** Red5 takes the query, one leading star and the type prefixes off, wherever some of them stand, and splits at slashes. */
    @Test
    void never_names_another_room_than_the_one_that_is_opened() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] pieces = {
            "a", "B", "room1", "room2", "/", "/", "//", ".", "..", "\\", "%2f", "%2F", "%5c", "*", "?", "flv:", "MP4:",
            "raw:", ":", " ", "\0", "\ud800", "é", "İ"
        };
        for (int i = 0; i < 100_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int n = random.nextInt(8); n >= 0; n--) {
                name.append(pieces[random.nextInt(pieces.length)]);
            }
            StreamPath from = random.nextBoolean() ? ROOM : APPLICATION;
            Optional<StreamPath> decided = from.resolve(name.toString());
            decided.ifPresent(path -> assertThat(path.toString())
                    .as("seed %d, name %s", seed, name)
                    .isEqualTo(opened(from, name.toString()))
                    .doesNotContain("//", "\\", "\0", "?")
                    .doesNotMatch("(.*/)?\\.{1,2}(/.*)?"));
        }
    }

    private static String opened(StreamPath from, String name) {
        String bare = name.contains("?") ? name.substring(0, name.indexOf('?')) : name;
        bare = bare.startsWith("*") ? bare.substring(1) : bare;
        StringBuilder left = new StringBuilder(bare);
        for (String prefix : new String[] {"flv:", "mp4:", "f4v:", "mp3:", "m4a:", "aac:", "raw:"}) {
            for (int at; (at = left.toString().toLowerCase(Locale.ROOT).indexOf(prefix)) >= 0; ) {
                left.delete(at, at + prefix.length());
            }
        }
        return from + "/" + left;
    }
}
