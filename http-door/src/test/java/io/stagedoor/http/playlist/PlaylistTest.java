package io.stagedoor.http.playlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.settings.Refresh;
import io.stagedoor.http.request.FakeRequest;
import io.stagedoor.http.request.Place;
import io.stagedoor.http.request.Site;
import io.stagedoor.http.session.HttpSession;
import io.stagedoor.http.session.Origin;
import io.stagedoor.http.session.SessionUri;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
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
            new AtomicLong(),
            new AtomicLong(),
            Optional.empty(),
            Refresh.NONE,
            new AtomicLong());

    private final Place place = new Place("live", "/live", "/hls/x.m3u8", true, true);
    private Site site = new Site("http", "here", 80);

    private String rewritten(String text) {
        return new String(rewritten(text.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE), StandardCharsets.UTF_8);
    }

    /** As it comes out when it is written in pieces. */
    private byte[] rewritten(byte[] content, int piece) {
        ByteArrayOutputStream client = new ByteArrayOutputStream();
        try (OutputStream playlist = new Playlist(session, place, site).apply(client)) {
            for (int at = 0; at < content.length; at += Math.min(piece, content.length - at)) {
                playlist.write(content, at, Math.min(piece, content.length - at));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return client.toByteArray();
    }

    private String uri(String uri) {
        return rewritten("#EXTM3U\n" + uri).substring("#EXTM3U\n".length());
    }

    private String pair(String path) {
        return SessionUri.of(session, path).pair();
    }

    /** As it stands in the playlist, and for how long the player counts as one that plays, in seconds. */
    @ParameterizedTest
    @CsvSource({"6, 18", "1, 3", "10 , 30", "9999999999999999999, 1800", "0, 30", "x, 30", "'', 30"})
    void player_is_missed_after_three_target_durations(String target, int seconds) {
        String content = "#EXTM3U\n#EXT-X-TARGETDURATION:" + target + "\n#EXTINF:6,\nx0.ts\n";
        assertThat(session.holds()).isEqualTo(Duration.ofSeconds(30));
        assertThat(rewritten(content)).contains("#EXT-X-TARGETDURATION:" + target + "\n");
        assertThat(session.holds()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(HttpSession.of(session.toMap()).orElseThrow().holds()).isEqualTo(Duration.ofSeconds(seconds));
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
        "x0.ts?token=t, x0.ts?, /hls/x0.ts",
        "x0.ts?%74oken=t&user%6eame=u&token, x0.ts?, /hls/x0.ts",
        "\u00fc.ts, \u00fc.ts?, /hls/\u00fc.ts",
        "a b.ts, a b.ts?, /hls/a b.ts",
        ".x/..y.ts, .x/..y.ts?, /hls/.x/..y.ts"
    })
    void a_uri_of_the_folder_carries_the_session(String uri, String before, String path) {
        assertThat(uri(uri)).isEqualTo(before + pair(path));
    }

    @ParameterizedTest
    @CsvSource({
        "http://here:80, http://here/live/hls/x0.ts",
        "http://here:80, http://here:80/live/hls/x0.ts",
        "http://here:80, http://here:/live/hls/x0.ts",
        "http://here:80, HTTP://HERE/live/hls/x0.ts",
        "http://here:80, //here/live/hls/x0.ts",
        "https://HERE:443, https://here/live/hls/x0.ts",
        "https://here:8443, https://here:8443/live/hls/x0.ts",
        "http://[::1]:5080, http://[::1]:5080/live/hls/x0.ts"
    })
    void a_whole_url_of_the_request_s_site_carries_the_session(String at, String uri) {
        site = Site.of(FakeRequest.get("/hls/x.m3u8").to(at));
        assertThat(uri(uri)).isEqualTo(uri + "?" + pair("/hls/x0.ts"));
        assertThat(uri(uri + "?token=t&a=b#f")).isEqualTo(uri + "?a=b&" + pair("/hls/x0.ts") + "#f");
        assertThat(uri("#EXT-X-MAP:URI=\"" + uri + "\""))
                .isEqualTo("#EXT-X-MAP:URI=\"" + uri + "?" + pair("/hls/x0.ts") + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://here/live/hls/x0.ts",
                "http://here:5080/live/hls/x0.ts",
                "http://here:080x/live/hls/x0.ts",
                "http://here:80@there/live/hls/x0.ts",
                "http://user@here/live/hls/x0.ts",
                "http://here.there/live/hls/x0.ts",
                "http://there\\@here/live/hls/x0.ts",
                "http://here\\live/hls/x0.ts",
                "http://here?/live/hls/x0.ts",
                "http://here#/live/hls/x0.ts",
                "http:/here/live/hls/x0.ts",
                "http:live/hls/x0.ts",
                "http:///live/hls/x0.ts",
                "http://%68ere/live/hls/x0.ts",
                "http://here./live/hls/x0.ts",
                "//there/live/hls/x0.ts",
                "///here/live/hls/x0.ts",
                "http://here//live/hls/x0.ts",
                "http://here/other/x0.ts",
                "http://here/live/hls/../y.ts",
                "http://here",
                "http://here/live/hls/"
            })
    void a_whole_url_that_leads_elsewhere_is_left_as_it_is(String uri) {
        assertThat(uri(uri)).isEqualTo(uri);
    }

    @Test
    void no_url_is_of_a_site_that_is_not_known() {
        for (String unknown : List.of("", "null://null:0", "http://", "http://:80", "here")) {
            site = Site.of(FakeRequest.get("/hls/x.m3u8").to(unknown));
            assertThat(uri("http://here/live/hls/x0.ts")).isEqualTo("http://here/live/hls/x0.ts");
            assertThat(uri("///live/hls/x0.ts")).isEqualTo("///live/hls/x0.ts");
        }
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
                "?a=b",
                "x0.ts/",
                "a/..",
                " x0.ts",
                "\t/x0.ts",
                "/live/hls/\t../y.ts",
                "x\u00000.ts",
                "x\u007f0.ts",
                "%2fx0.ts",
                "a\\x0.ts",
                "x0.ts:1"
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

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r", "\n\r", "\r\r\n"})
    void lines_end_in_every_way(String end) {
        String text = "#EXTM3U" + end + "x0.ts" + end + end + "#EXTINF:4," + end + "x1.ts \t" + end;
        String changed =
                text.replace("x0.ts", "x0.ts?" + pair("/hls/x0.ts")).replace("x1.ts", "x1.ts?" + pair("/hls/x1.ts"));
        assertThat(rewritten(text)).isEqualTo(changed);
        assertThat(rewritten(text.strip())).isEqualTo(changed.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "#EXTM3",
                "\uFEFF",
                "\uFEFF#",
                "<html>x0.ts</html>",
                "\uFEFFx0.ts",
                " #EXTM3U\nx0.ts",
                "#EXT\nx0.ts"
            })
    void what_is_no_playlist_stays_as_it_is(String content) {
        assertThat(rewritten(content)).isEqualTo(content);
        assertThat(rewritten(content.getBytes(StandardCharsets.UTF_8), 1))
                .isEqualTo(content.getBytes(StandardCharsets.UTF_8));
    }

    /** Titles are in other characters often enough, and are none of our business; what is no text in a URI leads nowhere. */
    @Test
    void what_is_not_in_utf_8_is_left_as_it_is() {
        byte[] title = "#EXTM3U\n#EXTINF:4,\u00fc\nx0.ts\n".getBytes(StandardCharsets.ISO_8859_1);
        String changed = "#EXTM3U\n#EXTINF:4,\u00fc\nx0.ts?" + pair("/hls/x0.ts") + "\n";
        assertThat(rewritten(title, 100)).isEqualTo(changed.getBytes(StandardCharsets.ISO_8859_1));
        byte[] uri = "#EXTM3U\n\u00fc.ts".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(rewritten(uri, 100)).isEqualTo(uri);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void it_is_the_same_in_whatever_pieces_it_is_written(int piece) {
        byte[] content =
                ("\uFEFF#EXTM3U\r\n#EXT-X-KEY:METHOD=AES-128,URI=\"k\u00fc.key\",IV=0x1\r\n#EXTINF:4,\u00fc\u4e2d\r\n"
                                + "\u4e2d/x0.ts?token=a\n\r\n../y.ts\n" + "x".repeat(5000) + ".ts")
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(rewritten(content, piece)).isEqualTo(rewritten(content, content.length));
        assertThat(rewritten(content, 100).length).isGreaterThan(content.length);
    }

    @Test
    void a_line_has_a_bound_wherever_it_is_and_however_it_is_written() {
        String most = "#" + "x".repeat(PlaylistLines.MAX_LINE - 1);
        assertThat(rewritten("#EXTM3U\n" + most + "\n" + most)).isEqualTo("#EXTM3U\n" + most + "\n" + most);
        for (String content : List.of("#EXTM3U\n" + most + "x\nx0.ts\n", "#EXTM3U\n" + most + "x", "#EXTM3U" + most)) {
            for (int piece : new int[] {1, 1000, Integer.MAX_VALUE}) {
                byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
                assertThatThrownBy(() -> rewritten(bytes, piece))
                        .hasMessageContaining("bytes")
                        .hasMessageNotContaining("xx");
            }
        }
    }

    /** A key of the playlist itself: longer than any path, and nothing that carries a session. */
    @Test
    void data_in_a_uri_may_be_long() {
        String line = "#EXT-X-KEY:METHOD=AES-128,URI=\"data:text/plain;base64," + "A".repeat(8000) + "\"";
        assertThat(uri(line)).isEqualTo(line);
    }

    @Test
    void any_number_of_quotation_marks_is_read_in_one_pass() {
        String line = "#EXT-X-KEY:" + "URI=\"k\",X-URI=\"k\",".repeat(700) + "URI=\"";
        String changed = line.replace(":URI=\"k", ":URI=\"k?" + pair("/hls/k"))
                .replace(",URI=\"k", ",URI=\"k?" + pair("/hls/k"));
        assertThat(uri(line)).isEqualTo(changed);
    }

    @Test
    void the_client_gets_it_while_it_is_written_and_its_stream_stays_open() throws IOException {
        ByteArrayOutputStream client = new ByteArrayOutputStream() {
            @Override
            public void close() {
                throw new IllegalStateException("not ours");
            }
        };
        OutputStream playlist = new Playlist(session, place, site).apply(client);
        playlist.write("#EXTM3U\nx0.ts\nx1".getBytes(StandardCharsets.UTF_8));
        playlist.flush();
        assertThat(client.toString(StandardCharsets.UTF_8)).isEqualTo("#EXTM3U\nx0.ts?" + pair("/hls/x0.ts") + "\n");
        playlist.write(".ts".getBytes(StandardCharsets.UTF_8));
        playlist.close();
        assertThat(client.toString(StandardCharsets.UTF_8)).endsWith("\nx1.ts?" + pair("/hls/x1.ts"));
    }

    /** A bundle that has been replaced hands out no classes any more. */
    @Test
    void it_ends_as_it_began_though_its_bundle_is_gone() throws Exception {
        UnaryOperator<OutputStream> body = PlaylistOfBundle.thatIsGone();
        ByteArrayOutputStream client = new ByteArrayOutputStream();
        OutputStream playlist = body.apply(client);
        playlist.write(
                ("#EXTM3U\n#EXT-X-MAP:URI=\"i.mp4\"\nx0.ts\n\u00fc.ts?%74oken=a&b=c#d\n/live/hls/./a/../x%201.ts\n"
                                + "http://there/\nx;y\n%ff\n")
                        .getBytes(StandardCharsets.UTF_8));
        playlist.write("\r\n".getBytes(StandardCharsets.UTF_8));
        playlist.flush();
        playlist.close();
        assertThat(client.toString(StandardCharsets.UTF_8))
                .contains("i.mp4?stagedoor=", "x0.ts?stagedoor=", "\u00fc.ts?b=c&stagedoor=", "x%201.ts?stagedoor=");
        OutputStream next = body.apply(client);
        next.write("#EXTM3U\n".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> next.write(new byte[PlaylistLines.MAX_LINE + 1]))
                .isInstanceOf(IOException.class);
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
        byte[] whole = text.toString().getBytes(StandardCharsets.UTF_8);
        assertThat(rewritten(whole, 1 + random.nextInt(9))).isEqualTo(rewritten(whole, whole.length));
        assertThat(result.lines().count()).isEqualTo(text.toString().lines().count());
        SessionUri.of(text.toString());
    }

    @Test
    void shows_nothing_of_a_session() {
        assertThat(session.toString()).doesNotContain("ID").doesNotContain("key");
        assertThat(SessionUri.of(session, "/x").toString()).doesNotContain("ID");
    }
}
