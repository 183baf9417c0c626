package io.stagedoor.cli.secret;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.key.SigningKey;
import io.stagedoor.cli.command.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** The secret that tokens are signed with, read and judged as the server does it, so that what is refused there is refused here. */
public final class SharedSecret {

    /** In base64 as long as HS512 needs: 64 characters. */
    private static final int RANDOM_BYTES = 48;

    private SharedSecret() {}

    /** A new one for any algorithm: 48 random bytes in base64, to be used as they stand. */
    public static Secret random() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return Secret.of(Base64.getEncoder().encode(random));
    }

    /**
     * The secret in a file; one line break at its end is not part of it.
     *
     * @param origin what names the file, for the messages
     */
    public static Secret inFile(Path file, String origin) {
        if (!Files.isRegularFile(file)) {
            throw new CommandException(
                    origin + ": no such file: " + file.toAbsolutePath().normalize());
        }
        try (InputStream in = Files.newInputStream(file)) {
            return from(in, origin);
        } catch (IOException e) {
            throw new CommandException(origin + ": the file cannot be read: " + file, e);
        }
    }

    /** The secret that a stream consists of; one line break at its end is not part of it. */
    public static Secret from(InputStream in, String origin) throws IOException {
        byte[] content = in.readNBytes(SigningKey.MAX_FILE_BYTES + 1);
        if (content.length > SigningKey.MAX_FILE_BYTES) {
            throw new CommandException(origin + ": the secret is larger than " + SigningKey.MAX_FILE_BYTES + " bytes");
        }
        try {
            return SigningKey.ofFile(origin, content, "");
        } catch (IllegalArgumentException e) {
            throw CommandException.of(e);
        }
    }

    /** The secret that a text is, whole. */
    public static Secret ofText(String text, String origin) {
        if (text.contains("${") || text.contains("$[")) {
            throw new CommandException(origin + ": has an unresolved placeholder;"
                    + " provide the variable or file that it names, or write the value itself");
        }
        try {
            return SigningKey.ofText(origin, text);
        } catch (IllegalArgumentException e) {
            throw CommandException.of(e);
        }
    }
}
