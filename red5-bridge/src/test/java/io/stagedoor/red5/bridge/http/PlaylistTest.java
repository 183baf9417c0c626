package io.stagedoor.red5.bridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaylistTest {

    private final HttpSession session = new HttpSession(
            "ID",
            "key",
            new StreamPath("live", "", "x"),
            Protocol.HTTP,
            "jwt",
            Grant.everything("bob"),
            "",
            new Origin("", "", ""),
            0,
            new AtomicLong());

    private final Place place = new Place("live", "/live", "/hls/x.m3u8", true, true);

    private String rewritten(String text) {
        return new String(
                new Playlist(session, place).apply(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    private String uri(String uri) {
        return rewritten("#EXTM3U\n" + uri).substring("#EXTM3U\n".length());
    }

    private String pair(String path) {
        return SessionUri.of(session, path).pair();
    }

    @ParameterizedTest
    @CsvSource({
        "x0.ts, x0.ts?, /hls/x0.ts",
        "./x0.ts, ./x0.ts?, /hls/x0.ts",
        "a/x0.ts, a/x0.ts?, /hls/a/x0.ts",
        "a/../x0.ts, a/../x0.ts?, /hls/x0.ts",
        "/live/hls/x0.ts, /live/hls/x0.ts?, /hls/x0.ts",
        "x%200.ts, x%200.ts?, /hls/x 0.ts",
        "x+0.ts, x+0.ts?, /hls/x+0.ts",
        "x0.ts?a=b, x0.ts?a=b&, /hls/x0.ts",
        "x0.ts?token=t&a=b&username=u&password=p&stagedoor=old, x0.ts?a=b&, /hls/x0.ts",
        "x0.ts?token=t, x0.ts?, /hls/x0.ts"
    })
    void a_uri_of_the_folder_carries_the_session(String uri, String before, String path) {
        assertThat(uri(uri)).isEqualTo(before + pair(path));
    }

    @Test
    void a_fragment_stays_at_the_end() {
        assertThat(uri("x0.ts#f")).isEqualTo("x0.ts?" + pair("/hls/x0.ts") + "#f");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://there/x0.ts",
                "https://there/x0.ts",
                "data:text/plain,x",
                "//there/x0.ts",
                "/other/x0.ts",
                "/live/streams/y.flv",
                "/livex/hls/x0.ts",
                "../y.m3u8",
                "../../other/x.ts",
                "../hlsx/y.ts",
                "%2e%2e/y.m3u8",
                "a//x0.ts",
                "x0.ts;a=b",
                "x%zz.ts",
                "x%ff.ts",
                "?a=b"
            })
    void what_lies_elsewhere_is_left_as_it_is(String uri) {
        assertThat(uri(uri)).isEqualTo(uri);
    }

    @Test
    void attributes_that_are_uris_carry_it_too() {
        String key = pair("/hls/k.key");
        assertThat(uri("#EXT-X-KEY:METHOD=AES-128,URI=\"k.key\",IV=0x1"))
                .isEqualTo("#EXT-X-KEY:METHOD=AES-128,URI=\"k.key?" + key + "\",IV=0x1");
        assertThat(uri("#EXT-X-MAP:URI=\"init.mp4\",BYTERANGE=\"1@0\""))
                .isEqualTo("#EXT-X-MAP:URI=\"init.mp4?" + pair("/hls/init.mp4") + "\",BYTERANGE=\"1@0\"");
        assertThat(uri("#EXT-X-MEDIA:TYPE=AUDIO,NAME=\"a,URI=b\",URI=\"a.m3u8\"\r"))
                .isEqualTo("#EXT-X-MEDIA:TYPE=AUDIO,NAME=\"a,URI=b\",URI=\"a.m3u8?" + pair("/hls/a.m3u8") + "\"\r");
        assertThat(uri("#EXT-X-KEY:METHOD=X,URI=\"skd://there\"")).isEqualTo("#EXT-X-KEY:METHOD=X,URI=\"skd://there\"");
        assertThat(uri("# URI=\"x\"")).isEqualTo("# URI=\"x\"");
    }

    @Test
    void lines_stay_what_they_are() {
        String text = "\uFEFF#EXTM3U\r\n\r\n#EXT-X-VERSION:3\r\n#EXTINF:4.0,title\r\nx0.ts\r\n#EXT-X-ENDLIST";
        assertThat(rewritten(text)).isEqualTo(text.replace("x0.ts", "x0.ts?" + pair("/hls/x0.ts")));
    }

    @Test
    void what_is_no_playlist_stays_as_it_is() {
        assertThat(rewritten("<html>x0.ts</html>")).isEqualTo("<html>x0.ts</html>");
        byte[] bytes = {'#', 'E', 'X', 'T', 'M', '3', 'U', '\n', (byte) 0xff};
        assertThat(new Playlist(session, place).apply(bytes)).isSameAs(bytes);
    }

    @RepeatedTest(200)
    void nothing_is_thrown_on_any_input(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        String alphabet = "ab/%.2e;?&#=\"\n\r :,UR0\\\u00fc";
        StringBuilder text = new StringBuilder("#EXTM3U\n");
        for (int i = 0; i < 400; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        String result = rewritten(text.toString());
        assertThat(result.lines().count()).isEqualTo(text.toString().lines().count());
        SessionUri.of(text.toString());
    }

    @Test
    void shows_nothing_of_a_session() {
        assertThat(session.toString()).doesNotContain("ID").doesNotContain("key");
        assertThat(SessionUri.of(session, "/x").toString()).doesNotContain("ID");
    }
}
