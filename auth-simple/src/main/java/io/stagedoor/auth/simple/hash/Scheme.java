package io.stagedoor.auth.simple.hash;

import io.stagedoor.auth.Secret;
import java.util.function.Function;

/** How new hashes are made, with the parameters that OWASP recommends. */
public enum Scheme {
    /** argon2id with 19 MiB, two passes and one lane: the first choice. */
    ARGON2ID(password -> Argon2Hash.make(password, 19 << 10, 2)),
    /** bcrypt with cost 12, for files that other software reads too. Takes no password of more than 72 bytes in UTF-8. */
    BCRYPT(password -> BcryptHash.make(password, 12)),
    /** PBKDF2-HMAC-SHA256 with 600,000 rounds, where rules ask for it. */
    PBKDF2(password -> Pbkdf2Hash.make(password, 600_000));

    private final Function<byte[], PasswordHash> maker;

    Scheme(Function<byte[], PasswordHash> maker) {
        this.maker = maker;
    }

    /**
     * Hashes a password with a new salt.
     *
     * @param password is taken as it is
     * @throws IllegalArgumentException if this scheme would not take all of the password into account
     */
    public PasswordHash hash(Secret password) {
        return maker.apply(password.bytes());
    }
}
