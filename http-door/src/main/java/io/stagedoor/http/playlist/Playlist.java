package io.stagedoor.http.playlist;

import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.settings.Refresh;
import io.stagedoor.http.request.Place;
import io.stagedoor.http.request.Site;
import io.stagedoor.http.session.HttpSession;
import io.stagedoor.http.session.Origin;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * A playlist of HLS (RFC 8216) for one session: its URIs carry the session, for players that keep no cookies. Only those that lead to the
 * folder of the playlist or below it, at the site of the request: what lies elsewhere is not what the session is for. Credentials in
 * them are taken out. It is changed line by line as it goes out, and never kept as a whole.
 */
public final class Playlist implements UnaryOperator<OutputStream> {

    static {
        rehearse();
    }

    private final HttpSession session;
    private final Place place;
    private final Site site;

    /**
     * The playlist at a place.
     *
     * @param session that its URIs carry
     * @param site that the request came to
     */
    public Playlist(HttpSession session, Place place, Site site) {
        this.session = session;
        this.place = place;
        this.site = site;
    }

    /** Where the playlist is to be written, for a client that reads from {@code client}; what is no playlist goes on as it is. */
    @Override
    public OutputStream apply(OutputStream client) {
        BufferedBytes buffered = new BufferedBytes(client);
        return new PlaylistLines(buffered, new PlaylistUris(session, new PlaylistPaths(place, site), buffered));
    }

    /** Has every class loaded that a playlist needs: this bundle may be gone before a response has ended. */
    private static void rehearse() {
        HttpSession session = new HttpSession(
                "",
                "key",
                new StreamPath("a", "", "x"),
                Protocol.HTTP,
                "",
                Grant.everything(""),
                "",
                new Origin("", "", ""),
                0,
                new AtomicLong(),
                new AtomicLong(),
                Optional.empty(),
                Refresh.NONE,
                new AtomicLong());
        OutputStream nowhere = OutputStream.nullOutputStream();
        try (OutputStream all = new Playlist(
                        session, new Place("a", "/a", "/x.m3u8", true, true), new Site("http", "x", 80))
                .apply(nowhere)) {
            all.write(
                    "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-KEY:URI=\"k\"\nx\n/a/./%20?a=%zz&b=%20#c\nhttp://x:80/a/y\nhttp://x\n../y\n"
                            .getBytes(StandardCharsets.UTF_8));
            all.flush();
        } catch (IOException e) {
            throw new IllegalStateException("a stream that leads nowhere failed", e);
        }
    }
}
