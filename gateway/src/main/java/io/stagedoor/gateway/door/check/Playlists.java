package io.stagedoor.gateway.door.check;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.http.ConnectionSettings;
import io.stagedoor.auth.support.http.Deadline;
import io.stagedoor.auth.support.http.NoAnswer;
import io.stagedoor.auth.support.http.Transport;
import io.stagedoor.auth.support.http.Workers;
import io.stagedoor.auth.support.tls.Tls;
import io.stagedoor.gateway.hook.Reply;
import io.stagedoor.hook.HttpAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches playlists from the web server that has them, and has their URIs carry the session of the player: an answer to a subrequest of a proxy has no body that would reach
 * anybody. Thread-safe.
 */
public final class Playlists implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Playlists.class);
    private static final int MOST_BYTES = 4 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int BAD_GATEWAY = 502;
    private static final String TYPE = "application/vnd.apple.mpegurl";
    /** What players of low latency ask for; everything else in a query may be a credential. */
    private static final String DIRECTIVE = "_HLS_[A-Za-z]+=[A-Za-z0-9.]+";

    private final Workers workers = new Workers("stagedoor-playlist");
    private final Transport transport = new Transport(
            new ConnectionSettings(
                    PATIENCE, new Tls(Tls.TRUST, Optional.empty(), Optional.empty(), Optional.empty(), Secret.of(""))),
            workers);

    /** Fetches nothing yet. */
    public Playlists() {}

    /**
     * A playlist that a player may have.
     *
     * @param origin of the playlists
     * @param original the request of the player
     * @param answer of whoever judged it: with what changes the playlist
     */
    Reply fetch(URI origin, Original original, HttpAnswer answer) {
        try {
            Transport.Reply got =
                    transport.get(at(origin, original), Map.of("Accept", "*/*"), MOST_BYTES, Deadline.in(PATIENCE));
            if (got.status() == NOT_FOUND) {
                return Reply.refuse(NOT_FOUND, Map.of());
            }
            if (got.status() == OK && got.whole()) {
                return Reply.allow(answer.headers()).with(TYPE, rewritten(answer, got.body()));
            }
            LOG.warn("The origin of playlists answered {}, or with more than {} bytes.", got.status(), MOST_BYTES);
        } catch (NoAnswer | IOException e) {
            LOG.warn("The origin of playlists did not answer: {}", e.getMessage());
        }
        return new Reply(BAD_GATEWAY, Map.of(), new byte[0], true, false);
    }

    /** The path has been found plain. */
    private static URI at(URI origin, Original original) {
        String query = Arrays.stream(original.query().split("&"))
                .filter(pair -> pair.matches(DIRECTIVE))
                .collect(Collectors.joining("&"));
        try {
            return URI.create(origin + original.path() + (query.isEmpty() ? "" : "?" + query));
        } catch (IllegalArgumentException e) { // characters that a client has to encode
            return URI.create(origin + "/");
        }
    }

    private static byte[] rewritten(HttpAnswer answer, byte[] playlist) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2 * playlist.length);
        try (OutputStream changed = answer.body().orElseThrow().apply(bytes)) {
            changed.write(playlist);
        }
        return bytes.toByteArray();
    }

    /** Keeps no connection any more. */
    @Override
    public void close() {
        transport.retire();
    }
}
