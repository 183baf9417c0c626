package io.stagedoor.benchmarks.server;

import io.stagedoor.benchmarks.http.PlaylistRewrite;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A player that fetches a playlist of a day over HTTP, once and whole. */
final class PlaylistVisit {

    private static final String NAME = "day.m3u8";
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final long START_SECONDS = 60;
    private static final long PAUSE_MILLIS = 10;

    private final URI playlist;
    private final boolean guarded;
    private final byte[] buffer = new byte[1 << 16];

    /**
     * A player of one server.
     *
     * @param guarded whether each URI must have got a session
     */
    PlaylistVisit(String server, String token, boolean guarded) {
        this.playlist = URI.create(server).resolve("/live/hls/" + NAME + "?token=" + token);
        this.guarded = guarded;
    }

    /** Puts the playlist where servers send it from. */
    static void put(Path red5) throws IOException {
        Path folder = Files.createDirectories(red5.resolve("webapps/live/hls"));
        Files.write(folder.resolve(NAME), PlaylistRewrite.playlist());
    }

    /** Waits until the server answers. */
    void awaitAnswer() throws IOException, InterruptedException {
        long began = System.nanoTime();
        while (true) {
            try {
                visit();
                return;
            } catch (IOException e) {
                if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(START_SECONDS)) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
    }

    /** How long it takes, in milliseconds; fails unless all of it comes. */
    double visit() throws IOException {
        long began = System.nanoTime();
        HttpURLConnection connection = (HttpURLConnection) playlist.toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        long bytes = 0;
        try (InputStream in = connection.getInputStream()) {
            int read = in.read(buffer);
            while (read >= 0) {
                bytes += read;
                read = in.read(buffer);
            }
        }
        double millis = (System.nanoTime() - began) / (double) TimeUnit.MILLISECONDS.toNanos(1);
        long plain = PlaylistRewrite.playlist().length;
        boolean changed = bytes > plain + 22L * PlaylistRewrite.URIS;
        if (guarded ? !changed : bytes != plain) {
            throw new IOException("not the playlist, but " + bytes + " bytes");
        }
        return millis;
    }
}
