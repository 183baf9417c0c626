package io.stagedoor.itests.red5;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.rtmp.FlvFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.BeforeClass;
import org.junit.Test;

/** What Red5 would give to anyone over HTTP. */
public class HttpIT {

    private static final StagedoorServer SERVER = StagedoorServer.shared();
    private static final String MARK = "mark-over-http";

    @BeforeClass
    public static void record() throws IOException {
        FlvFile.write(SERVER.recordings().resolve("x.flv"), MARK, 200);
        Files.createDirectories(SERVER.recordings().resolveSibling("persistence"));
        Files.writeString(SERVER.recordings().resolveSibling("persistence/x.red5"), MARK);
        Files.writeString(SERVER.recordings().resolveSibling("hello.txt"), "hello");
    }

    @Test
    public void serves_what_is_not_a_stream() throws Exception {
        RawHttp.Answer answer = RawHttp.get(SERVER, "/live/hello.txt");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains("hello");
    }

    @Test
    public void refuses_recordings_objects_and_events() throws Exception {
        for (String path : List.of(
                "/live/streams/x.flv",
                "/live/streams",
                "/live/streams/",
                "/live/streams/none.flv",
                "/live/persistence/x.red5",
                "/live/persistence",
                "/live/events",
                "/live/events/",
                "/live/events?stream=x",
                "/live/events/x",
                "/live/eventsource")) {
            assertThat(RawHttp.get(SERVER, path).status()).as(path).isEqualTo(403);
        }
    }

    @Test
    public void refuses_them_in_every_spelling() throws Exception {
        for (String path : List.of(
                "/live/streams;x=1/x.flv",
                "/live;x=1/streams/x.flv",
                "/live/streams/x.flv;x=1",
                "/live/;/streams/x.flv",
                "/live/%73treams/x.flv",
                "/live/%73%74%72%65%61%6d%73/x.flv",
                "/live/streams/%78.flv",
                "/%6cive/streams/x.flv",
                "/live//streams/x.flv",
                "/live//streams//x.flv",
                "//live/streams/x.flv",
                "/live/./streams/x.flv",
                "/live/streams/./x.flv",
                "/live/none/../streams/x.flv",
                "/live/none/..;/streams/x.flv",
                "/live/none/..;a=b/streams/x.flv",
                "/live/none/%2e%2e/streams/x.flv",
                "/live/../live/streams/x.flv",
                "/live/STREAMS/x.flv",
                "/live/Streams/x.flv",
                "/live/PERSISTENCE/x.red5",
                "/live/Events",
                "/live/streams/x.flv?a=b")) {
            assertThat(RawHttp.get(SERVER, path).status()).as(path).isEqualTo(403);
        }
    }

    @Test
    public void gives_nothing_to_what_the_container_refuses_anyway() throws Exception {
        for (String path : List.of(
                "/live/streams%2fx.flv",
                "/live/streams%5cx.flv",
                "/live/streams\\x.flv",
                "/live/none%2f..%2fstreams/x.flv",
                "/live/%2573treams/x.flv",
                "/live/streams/x.flv%00",
                "/live/streams./x.flv",
                "/live/%c0%ae%c0%ae/live/streams/x.flv")) {
            RawHttp.Answer answer = RawHttp.get(SERVER, path);
            assertThat(answer.status()).as(path).isBetween(400, 499);
            assertThat(answer.text()).as(path).doesNotContain(MARK);
        }
    }

    @Test
    public void refuses_them_to_every_method() throws Exception {
        for (String method : List.of("HEAD", "POST", "OPTIONS", "PUT", "DELETE", "get")) {
            RawHttp.Answer answer = RawHttp.request(SERVER, method, "/live/streams/x.flv");
            assertThat(answer.status()).as(method).isBetween(400, 501);
            assertThat(answer.text()).as(method).doesNotContain(MARK);
        }
        assertThat(Files.exists(SERVER.recordings().resolve("x.flv"))).isTrue();
    }

    @Test
    public void says_so_in_the_audit_log() throws Exception {
        AuditLog audit = SERVER.audit();

        RawHttp.get(SERVER, "/live/streams/x.flv?token=abc");
        RawHttp.get(SERVER, "/live/hello.txt");

        assertThat(audit.decisions()).containsExactly("http deny NO_CREDENTIALS");
    }
}
