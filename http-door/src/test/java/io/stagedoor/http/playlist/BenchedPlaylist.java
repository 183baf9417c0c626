package io.stagedoor.http.playlist;

import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.settings.Refresh;
import io.stagedoor.http.request.Place;
import io.stagedoor.http.request.Site;
import io.stagedoor.http.session.HttpSession;
import io.stagedoor.http.session.Origin;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** The change that the bridge makes of a playlist. */
public final class BenchedPlaylist {

    private BenchedPlaylist() {}

    /** That of {@code /live/hls/room1/show.m3u8}, for a session with this id and key. */
    public static UnaryOperator<OutputStream> change(String id, String key) {
        HttpSession session = new HttpSession(
                id,
                key,
                new StreamPath("live", "room1", "show"),
                Protocol.HTTP,
                "live-jwt",
                Grant.everything("bob"),
                "",
                new Origin("", "", ""),
                0,
                new AtomicLong(),
                new AtomicLong(),
                Optional.empty(),
                Refresh.NONE,
                new AtomicLong());
        return new Playlist(session, new Place("live", "/live", "/hls/room1/show.m3u8", true, true), Site.UNKNOWN);
    }
}
