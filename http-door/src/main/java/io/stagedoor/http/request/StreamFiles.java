package io.stagedoor.http.request;

import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.carrier.StreamNames;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The stream that the path of a file names: without the folder {@code /streams}, {@code /hls} or {@code /dash} at its beginning, and without
 * the extension of media at its end; what stands before the last slash is the room.
 */
public final class StreamFiles {

    private static final Set<String> FOLDERS = Set.of("streams", "hls", "dash");

    /** What a player asks for first. */
    private static final Set<String> MANIFESTS = Set.of("m3u8", "m3u", "mpd");

    /** What a player gets as a whole, in pieces of its own choice. */
    private static final Set<String> WHOLES =
            Set.of("flv", "f4v", "mp4", "m4v", "mov", "webm", "mkv", "mp3", "m4a", "aac", "ogg", "wav");

    private static final Set<String> PIECES =
            Set.of("ts", "m2ts", "m4s", "m4f", "cmfv", "cmfa", "cmft", "vtt", "webvtt", "key", "init");

    private StreamFiles() {}

    /**
     * The stream of a path.
     *
     * @param path begins with {@code /}
     * @return empty if the path names none, or a name is refused; see {@link StreamPath}
     */
    public static Optional<StreamPath> stream(String application, String path) {
        String name = withoutExtension(withoutFolder(path.substring(1)));
        return named(application, name);
    }

    /** The stream of a name with its room before it, exactly as it stands. */
    public static Optional<StreamPath> named(String application, String name) {
        // Nothing is taken off here: a file has the name that it has.
        return StreamPath.of(application, "")
                .flatMap(base -> StreamNames.resolve(base, name))
                .filter(path ->
                        (path.room().isEmpty() ? path.stream() : path.room() + "/" + path.stream()).equals(name));
    }

    private static String withoutFolder(String path) {
        int slash = path.indexOf('/');
        return slash >= 0 && FOLDERS.contains(path.substring(0, slash).toLowerCase(Locale.ROOT))
                ? path.substring(slash + 1)
                : path;
    }

    private static String withoutExtension(String path) {
        String extension = extension(path);
        boolean media = MANIFESTS.contains(extension) || WHOLES.contains(extension) || PIECES.contains(extension);
        return media ? path.substring(0, path.length() - extension.length() - 1) : path;
    }

    private static String extension(String path) {
        int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/') + 1 ? path.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
    }

    /** Whether a file is a playlist of HLS. */
    public static boolean isPlaylist(String path) {
        return extension(path).startsWith("m3u");
    }

    /** Whether a file is what a player begins with, and not a piece of it. */
    public static boolean isBeginning(String path) {
        String extension = extension(path);
        return MANIFESTS.contains(extension) || WHOLES.contains(extension);
    }
}
