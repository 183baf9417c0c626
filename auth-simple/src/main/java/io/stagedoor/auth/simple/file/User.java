package io.stagedoor.auth.simple.file;

import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.simple.hash.ForeignHash;
import io.stagedoor.auth.simple.hash.PasswordHash;
import io.stagedoor.auth.support.file.Lines.Line;
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

    /**
     * What a line says.
     *
     * @throws IllegalArgumentException if it holds a hash that cannot be verified, or an option that is not understood: says what is
     *     wrong, and shows nothing of it
     */
    static User of(Line line) {
        String name = line.name();
        String value = line.value();
        if (EscapedValue.isIn(line.text())) {
            return new User(name, Secret.of(value), Optional.empty(), everything(name));
        }
        if (!PasswordHash.isMeant(value)) {
            ForeignHash.kindOf(value).ifPresent(User::refuse);
            return new User(name, Secret.of(value), Optional.empty(), everything(name));
        }
        String[] words = value.strip().split("[ \t\f]+");
        String[] options = new String[words.length - 1];
        System.arraycopy(words, 1, options, 0, options.length);
        PasswordHash hash = PasswordHash.read(words[0]);
        return new User(
                name, Secret.of(value), Optional.of(hash), Options.read(options).grant(name));
    }

    private static Grant everything(String name) {
        return Grant.everything(name).toBuilder().holder(holder(name)).build();
    }

    /** The holder of a user's grant. A line may have an empty name. */
    static Holder holder(String name) {
        return name.isEmpty() ? Holder.UNKNOWN : Holder.builder().subject(name).build();
    }

    private static void refuse(String kind) {
        throw new IllegalArgumentException(
                "holds a hash of the kind '" + kind + "', which cannot be verified; replace it by one that"
                        + " 'htpasswd -nB NAME' or 'stagedoor/bin/stagedoor user hash' prints. If it is a password, write a backslash before it");
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
