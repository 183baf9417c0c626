package io.stagedoor.auth.simple.file;

import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.simple.hash.PasswordHash;
import java.util.Objects;
import java.util.Optional;

/**
 * One user of a credentials file.
 *
 * @param name as clients send it
 * @param entry all that the file says behind the name: the password, or its hash and options
 * @param hash empty where the file holds the password itself
 * @param grant what the user may do
 */
public record User(String name, Secret entry, Optional<PasswordHash> hash, Grant grant) {

    /** Rejects {@code null}. */
    public User {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(entry, "entry");
        Objects.requireNonNull(hash, "hash");
        Objects.requireNonNull(grant, "grant");
    }

    /** What stands behind a name. */
    static User of(String name, String value) {
        if (!PasswordHash.isMeant(value)) {
            return new User(name, Secret.of(value), Optional.empty(), Grant.everything(name));
        }
        String[] words = value.strip().split("[ \t\f]+");
        String[] options = new String[words.length - 1];
        System.arraycopy(words, 1, options, 0, options.length);
        PasswordHash hash = PasswordHash.read(words[0]);
        return new User(
                name, Secret.of(value), Optional.of(hash), Options.read(options).grant(name));
    }

    /** Whether the file holds the password itself. */
    public boolean isPlain() {
        return hash.isEmpty();
    }

    /** What stands behind the hash, as it stands there; empty when nothing does. */
    public String options() {
        return hash.map(one -> entry.reveal().substring(one.text().length()).strip())
                .orElse("");
    }
}
