package io.stagedoor.core.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.stagedoor.auth.StreamPath;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamNamesTest {

    private static final StreamPath APPLICATION = StreamPath.of("live", "").orElseThrow();
    private static final StreamPath ROOM = StreamPath.of("live", "room1").orElseThrow();

    @ParameterizedTest
    @CsvSource({
        "s, '', s",
        "a/s, a, s",
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
        "other:s, '', other:s"
    })
    void names_what_red5_opens(String name, String room, String stream) {
        assertThat(StreamNames.resolve(APPLICATION, name)).contains(new StreamPath("live", room, stream));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?token=x",
                "*",
                "flv:",
                "/s",
                "..",
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
    void refuses_names_that_red5_would_open_as_others(String name) {
        assertThat(StreamNames.resolve(APPLICATION, name)).isEmpty();
        assertThat(StreamNames.resolve(ROOM, name)).isEmpty();
    }

    @Test
    void a_missing_name_is_a_bug_of_the_caller() {
        assertThatNullPointerException().isThrownBy(() -> StreamNames.resolve(APPLICATION, null));
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
            Optional<StreamPath> decided = StreamNames.resolve(from, name.toString());
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
