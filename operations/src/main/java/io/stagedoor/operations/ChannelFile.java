package io.stagedoor.operations;

import io.stagedoor.auth.support.file.FileReplacement;
import io.stagedoor.auth.support.file.OwnerOnly;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.oversight.Oversight;
import io.stagedoor.operations.http.Door;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;

/** The file by which the command finds the channel: {@code stagedoor/data/operations.json}, for its owner only. */
final class ChannelFile {

    private static final String NAME = "operations.json";

    private final Path file;

    /** @param home the folder {@code stagedoor} */
    ChannelFile(Path home) {
        this.file = home.resolve("data").resolve(NAME);
    }

    /** The file cannot be written. The message says why, without the name of the file: it is the same for the same trouble. */
    static final class Unwritten extends IOException {

        private static final long serialVersionUID = 1;

        private final String reason;

        private Unwritten(IOException cause) {
            super(cause);
            reason = reason(cause);
        }

        /** What is written first has a random name, which the messages of the file system hold. */
        private static String reason(IOException cause) {
            if (cause instanceof FileSystemException problem) {
                String kind = problem.getClass().getSimpleName();
                return problem.getReason() == null ? kind : kind + ": " + problem.getReason();
            }
            return Redacted.of(cause.toString());
        }

        @Override
        public String getMessage() {
            return reason;
        }
    }

    /**
     * Writes the file in one step.
     *
     * @param token which opens the channel
     * @throws Unwritten if there is no such file then, or still the one before
     */
    void write(InetSocketAddress address, String token) throws Unwritten {
        try {
            put(address, token);
        } catch (IOException e) {
            throw new Unwritten(e);
        }
    }

    private void put(InetSocketAddress address, String token) throws IOException {
        Path folder = file.resolveSibling("");
        OwnerOnly.createFolder(folder);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("address", Door.host(address.getAddress()));
        content.put("port", address.getPort());
        content.put("token", token);
        content.put("pid", ProcessHandle.current().pid());
        FileReplacement.put(file, (Oversight.json(content) + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Removes the file, unless another channel has written its own by now. */
    void remove(String token) throws IOException {
        if (Files.exists(file)
                && Files.readString(file, StandardCharsets.US_ASCII).contains('"' + token + '"')) {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
