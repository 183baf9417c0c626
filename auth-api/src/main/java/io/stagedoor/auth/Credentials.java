package io.stagedoor.auth;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The credentials that a client sent. A part that is blank, or the literal {@code undefined} that a script sends for a
 * variable without a value, is missing. {@link #toString} shows no value, and the object cannot be serialised.
 */
public final class Credentials {

    /** No part at all. */
    public static final Credentials NONE = new Credentials(null, null, null);

    private final @Nullable String username;
    private final @Nullable Secret password;
    private final @Nullable Secret token;

    private Credentials(@Nullable String username, @Nullable String password, @Nullable String token) {
        this.username = present(username);
        this.password = secret(password);
        this.token = secret(token);
    }

    /**
     * Credentials of these parts, taken exactly as they are.
     *
     * @param username may be {@code null}
     * @param password may be {@code null}
     * @param token may be {@code null}
     */
    public static Credentials of(@Nullable String username, @Nullable String password, @Nullable String token) {
        return new Credentials(username, password, token);
    }

    private static @Nullable String present(@Nullable String part) {
        return part == null || part.isBlank() || part.equals("undefined") ? null : part;
    }

    private static @Nullable Secret secret(@Nullable String part) {
        String present = present(part);
        return present == null ? null : Secret.of(present);
    }

    /** The user's name; empty when missing. */
    public Optional<String> username() {
        return Optional.ofNullable(username);
    }

    /** The password; empty when missing. */
    public Optional<Secret> password() {
        return Optional.ofNullable(password);
    }

    /** The token; empty when missing. */
    public Optional<Secret> token() {
        return Optional.ofNullable(token);
    }

    /** Equal to credentials of the same parts; secrets are compared in constant time. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Credentials that
                && Objects.equals(username, that.username)
                && Objects.equals(password, that.password)
                && Objects.equals(token, that.token);
    }

    /** Of the user's name only. */
    @Override
    public int hashCode() {
        return Objects.hashCode(username);
    }

    /** Shows which parts are set, and no value. */
    @Override
    public String toString() {
        return "Credentials[username=" + shown(username) + ", password=" + shown(password) + ", token=" + shown(token)
                + "]";
    }

    private static String shown(@Nullable Object part) {
        return part == null ? "none" : "***";
    }
}
