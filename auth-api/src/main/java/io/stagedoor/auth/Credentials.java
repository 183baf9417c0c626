package io.stagedoor.auth;

import java.util.Objects;
import java.util.Optional;

/**
 * The credentials that a client sent. A part that is blank, or the literal {@code undefined} that a script sends for a
 * variable without a value, is missing. {@link #toString} shows no value, and the object cannot be serialised.
 */
public final class Credentials {

    /** No part at all. */
    public static final Credentials NONE = new Credentials(null, null, null);

    private final String username;
    private final Secret password;
    private final Secret token;

    private Credentials(String username, String password, String token) {
        this.username = present(username) ? username : null;
        this.password = present(password) ? Secret.of(password) : null;
        this.token = present(token) ? Secret.of(token) : null;
    }

    /**
     * Credentials of these parts, taken exactly as they are.
     *
     * @param username may be {@code null}
     * @param password may be {@code null}
     * @param token may be {@code null}
     */
    public static Credentials of(String username, String password, String token) {
        return new Credentials(username, password, token);
    }

    private static boolean present(String part) {
        return part != null && !part.isBlank() && !part.equals("undefined");
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
    public boolean equals(Object other) {
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

    private static String shown(Object part) {
        return part == null ? "none" : "***";
    }
}
