package io.stagedoor.auth.jwt.internal.remote;

import com.fasterxml.jackson.core.JsonToken;
import io.stagedoor.auth.jwt.internal.token.Refusal;
import io.stagedoor.auth.jwt.internal.token.StrictJson;
import io.stagedoor.auth.support.http.ConnectionSettings;
import io.stagedoor.auth.support.http.Deadline;
import io.stagedoor.auth.support.http.NoAnswer;
import io.stagedoor.auth.support.http.RetryAfter;
import io.stagedoor.auth.support.http.Transport;
import io.stagedoor.auth.support.http.Workers;
import io.stagedoor.auth.support.text.Utf8;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Fetches the keys of one place: within five seconds, a mebibyte at most, no redirects. For one thread. */
final class Retrieval {

    /** For all that one fetch asks. */
    static final Duration LONGEST = Duration.ofSeconds(5);

    static final int MOST_BYTES = 1 << 20;

    private static final String ACCEPT = "application/jwk-set+json, application/json";
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;
    /** What a log can show. */
    private static final Pattern ISSUER = Pattern.compile("https?://[\\x21-\\x7e&&[^'?#@]]{1,200}");

    private static final Pattern ETAG = Pattern.compile("(?:W/)?\"[\\x21\\x23-\\x7e]{0,256}\"");

    private final KeyPlace place;
    private final Transport transport;
    private final Schedule schedule;
    private final Times times;
    private final Duration longest;

    /** Where the provider's document said that its keys are; {@code null} if it has to be asked. */
    private @Nullable URI discovered;

    private long discoveredUntil;

    private Duration askedToWait = Duration.ZERO;

    /**
     * What a fetch brought.
     *
     * @param from the address of the keys
     * @param text the document; empty if it is the one of that {@code ETag} still
     * @param etag what to ask with the next time; empty for nothing
     * @param cacheControl how long it may be used
     */
    record Fetched(URI from, Optional<String> text, String etag, Optional<String> cacheControl) {}

    /** One that fetches as the settings say. */
    static Retrieval of(KeyPlace place, Access access, Workers workers, Times times) {
        ConnectionSettings connection = new ConnectionSettings(LONGEST, access.tls(), access.proxy());
        Schedule schedule = new Schedule(access.pace().refresh());
        return new Retrieval(place, new Transport(connection, workers), schedule, times, LONGEST);
    }

    /** @param longest for all that one fetch asks */
    Retrieval(KeyPlace place, Transport transport, Schedule schedule, Times times, Duration longest) {
        this.place = place;
        this.transport = transport;
        this.schedule = schedule;
        this.times = times;
        this.longest = longest;
        // A connection would idle for minutes.
        transport.retire();
    }

    /**
     * Fetches the keys.
     *
     * @param have the address that the keys in hand came from; {@code null} for no keys
     * @param etag what the provider called these; empty for nothing
     * @throws NoAnswer saying why there are no keys
     */
    Fetched fetch(@Nullable URI have, String etag) throws NoAnswer {
        askedToWait = Duration.ZERO;
        Deadline deadline = Deadline.in(longest);
        URI address = address(deadline);
        try {
            boolean conditional = address.equals(have) && !etag.isEmpty();
            Transport.Reply reply = get(address, conditional ? Map.of("If-None-Match", etag) : Map.of(), deadline);
            if (reply.status() == NOT_MODIFIED && conditional) {
                return new Fetched(address, Optional.empty(), etag, reply.cacheControl());
            }
            String text = document(address, reply);
            String next =
                    reply.etag().filter(one -> ETAG.matcher(one).matches()).orElse("");
            return new Fetched(address, Optional.of(text), next, reply.cacheControl());
        } catch (NoAnswer e) {
            // Perhaps the keys have moved.
            discovered = null;
            throw e;
        }
    }

    /** How long the provider wants to be left alone that has just not given its keys; zero if it does not say. */
    Duration askedToWait() {
        return askedToWait;
    }

    /** Forgets where the keys are, if a document said so. */
    void lookAnew() {
        discovered = null;
    }

    private URI address(Deadline deadline) throws NoAnswer {
        if (!(place instanceof KeyPlace.Discovery discovery)) {
            return place.first();
        }
        URI known = discovered;
        if (known == null || times.now() - discoveredUntil >= 0) {
            Transport.Reply reply = get(discovery.first(), Map.of(), deadline);
            known = keysOf(discovery, document(discovery.first(), reply));
            discovered = known;
            discoveredUntil =
                    times.now() + schedule.afterSuccess(reply.cacheControl()).toNanos();
        }
        return known;
    }

    private static URI keysOf(KeyPlace.Discovery discovery, String document) throws NoAnswer {
        Map<String, String> said = new HashMap<>();
        try {
            StrictJson.readVerified(document.getBytes(StandardCharsets.UTF_8), (member, value) -> {
                if (value.currentToken() == JsonToken.VALUE_STRING) {
                    said.put(member, value.getText());
                }
                value.skipChildren();
            });
        } catch (Refusal e) {
            throw wrong(discovery.first(), "it is not one JSON object in strict form");
        }
        // RFC 8414 §3.3: else one provider could speak for another.
        if (!discovery.issuer().equals(said.get("issuer"))) {
            throw wrong(
                    discovery.first(),
                    "the issuer in it is not the one of this configuration; correct issuer, where a / at the end counts"
                            + saysItIs(said.getOrDefault("issuer", "")));
        }
        try {
            URI keys = Addresses.checked("jwks_uri", said.getOrDefault("jwks_uri", ""));
            if (discovery.allows(keys)) {
                return keys;
            }
            throw wrong(
                    discovery.first(),
                    "its jwks_uri is on another host, " + keys.getHost()
                            + "; if that is the provider's, add it to keysHosts");
        } catch (IllegalArgumentException e) {
            throw wrong(discovery.first(), String.valueOf(e.getMessage()));
        }
    }

    private static String saysItIs(String issuer) {
        return ISSUER.matcher(issuer).matches() ? " (it says '" + issuer + "')" : "";
    }

    private Transport.Reply get(URI address, Map<String, String> headers, Deadline deadline) throws NoAnswer {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Accept", ACCEPT);
        try {
            return transport.get(address, all, MOST_BYTES, deadline);
        } catch (NoAnswer e) {
            throw wrong(address, String.valueOf(e.getMessage()));
        }
    }

    private String document(URI address, Transport.Reply reply) throws NoAnswer {
        if (reply.status() >= 300 && reply.status() < 400) {
            throw wrong(
                    address,
                    "it answers with a redirect (" + reply.status()
                            + "), which is not followed; write the address that it leads to, if that is the provider's");
        }
        if (reply.status() != OK) {
            askedToWait = reply.retryAfter()
                    .flatMap(text -> RetryAfter.of(text, times.wall().instant()))
                    .orElse(Duration.ZERO);
            throw wrong(address, "it answers with status " + reply.status());
        }
        if (!reply.whole()) {
            throw wrong(address, "the document is longer than " + MOST_BYTES + " bytes");
        }
        try {
            return Utf8.text(reply.body());
        } catch (IllegalArgumentException e) {
            throw wrong(address, "the document is not a text in UTF-8");
        }
    }

    private static NoAnswer wrong(URI address, String why) {
        return new NoAnswer(KeyPlace.shown(address) + ": " + why);
    }
}
