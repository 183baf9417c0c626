package io.stagedoor.http.playlist;

import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.carrier.QueryString;
import io.stagedoor.core.settings.Refresh;
import io.stagedoor.http.request.Place;
import io.stagedoor.http.request.Site;
import io.stagedoor.http.session.HttpSession;
import io.stagedoor.http.session.Origin;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Makes a playlist of classes of a loader of their own, as the classes of a bundle are. */
public final class PlaylistOfBundle implements Supplier<UnaryOperator<OutputStream>> {

    /** Made by {@link #thatIsGone}. */
    public PlaylistOfBundle() {}

    /** A playlist whose classes can load no other class any more. */
    @SuppressWarnings("unchecked")
    static UnaryOperator<OutputStream> thatIsGone() throws Exception {
        URL[] places = Stream.of(PlaylistOfBundle.class, Playlist.class, QueryString.class, Grant.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .toArray(URL[]::new);
        try (URLClassLoader bundle = new URLClassLoader(places, ClassLoader.getPlatformClassLoader())) {
            Object own = bundle.loadClass(PlaylistOfBundle.class.getName())
                    .getConstructor()
                    .newInstance();
            return ((Supplier<UnaryOperator<OutputStream>>) own).get();
        }
    }

    @Override
    public UnaryOperator<OutputStream> get() {
        HttpSession session = new HttpSession(
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
        return new Playlist(session, new Place("live", "/live", "/hls/x.m3u8", true, true), Site.UNKNOWN);
    }
}
