package io.stagedoor.http.session;

import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Secret;
import io.stagedoor.hook.HttpRequest;
import io.stagedoor.http.request.Carried;
import io.stagedoor.http.request.Wish;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Digests under which sessions are found: whoever finds them finds no secret. */
final class Fingerprint {

    private static final String ALGORITHM = "SHA-256";
    private static final String OF_PLAYERS = "_HLS_";

    private Fingerprint() {}

    /** The digest of texts, of which none can run into the next. */
    static String of(String... texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(ALGORITHM);
            for (String text : texts) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                digest.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
                digest.update(bytes);
            }
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /**
     * What makes a client that comes again the same: what it wants, its credentials, and, for a player, from where and with what it
     * comes, and whatever else authenticators decide by. Others with the same credentials are asked about.
     *
     * @param parameters that authenticators decide by; empty for any
     */
    static String of(String salt, HttpRequest request, Wish wish, Carried carried, Optional<Set<String>> parameters) {
        boolean player = wish.protocol() == Protocol.HTTP;
        Credentials credentials = carried.credentials();
        return of(
                salt,
                wish.protocol().name(),
                wish.action().name(),
                wish.stream().orElseThrow().application(),
                wish.stream().orElseThrow().room(),
                wish.stream().orElseThrow().stream(),
                credentials.username().orElse(""),
                credentials.password().map(Secret::reveal).orElse(""),
                credentials.token().map(Secret::reveal).orElse(""),
                player ? request.remoteAddress() : "",
                player ? String.join(",", request.headers("User-Agent")) : "",
                player ? others(carried.others(), parameters) : "");
    }

    /** But for what players add to a playlist's URI by themselves, other each time (draft-pantos-hls-rfc8216bis §6.2.5). */
    private static String others(Map<String, String> others, Optional<Set<String>> parameters) {
        return of(new TreeMap<>(others)
                .entrySet().stream()
                        .filter(entry -> !entry.getKey().startsWith(OF_PLAYERS))
                        .filter(entry ->
                                parameters.isEmpty() || parameters.get().contains(entry.getKey()))
                        .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                        .toArray(String[]::new));
    }
}
