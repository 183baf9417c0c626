package io.stagedoor.http.session;

import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.turn.Networks;
import io.stagedoor.hook.HttpRequest;
import io.stagedoor.http.request.Carried;
import io.stagedoor.http.request.Wish;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * The origin of a session, as digests: they reveal neither address nor secret.
 *
 * @param fingerprint of all that a client is known by that comes again
 * @param address of the client's address; of the first 64 bits of an IPv6 address, because a client has the others for itself
 * @param credentials of the token that it showed; of user name and password if it showed none
 */
public record Origin(String fingerprint, String address, String credentials) {

    private static final int ID_LENGTH = 12;

    /** By which the audit log names a player of one stream, each time that it comes: nobody gets in with it. */
    public String player() {
        return "http-" + fingerprint.substring(0, ID_LENGTH);
    }

    /**
     * Reads a request.
     *
     * @param parameters that decisions depend on; empty for any
     */
    public static Origin of(
            String salt, HttpRequest request, Wish wish, Carried carried, Optional<Set<String>> parameters) {
        Credentials shown = carried.credentials();
        return new Origin(
                Fingerprint.of(salt, request, wish, carried, parameters),
                Fingerprint.of(salt, Arrays.toString(Networks.of(request.remoteAddress()))),
                credentials(salt, shown));
    }

    /** Of what a client is known by whatever it wants, and whatever it shows: from where and with what it comes. */
    public static String device(String salt, HttpRequest request) {
        return Fingerprint.of(salt, "device", request.remoteAddress(), String.join(",", request.headers("User-Agent")));
    }

    /** The digest of what a client shows. Beside a token, a user name and a password may say anything, and something else each time. */
    public static String credentials(String salt, Credentials shown) {
        return shown.token()
                .map(token -> Fingerprint.of(salt, "", "", token.reveal()))
                .orElseGet(() -> Fingerprint.of(
                        salt,
                        shown.username().orElse(""),
                        shown.password().map(Secret::reveal).orElse(""),
                        ""));
    }
}
