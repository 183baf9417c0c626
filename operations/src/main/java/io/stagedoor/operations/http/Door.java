package io.stagedoor.operations.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who gets in. A page in a browser does not: it cannot name this server by its address if the browser was sent here by another name (DNS
 * rebinding), and it says its origin. Nor does anybody without the token. Thread-safe.
 */
public final class Door {

    private static final Logger LOG = LoggerFactory.getLogger(Door.class);

    private static final String SCHEME = "bearer ";

    /** A request without a token may ask the server to prove itself: 64 hexadecimal digits. */
    private static final String NONCE = "Stagedoor-Nonce";

    private static final String PROOF = "Stagedoor-Proof";
    private static final Pattern FRESH = Pattern.compile("[0-9a-f]{64}");
    private static final String HMAC = "HmacSHA256";
    private static final String CONTEXT = "stagedoor operations channel\n";

    private static final long REMIND_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Set<String> hosts;
    private final byte[] token;
    private final LongSupplier nanoTime;
    private final Pace pace;

    private final AtomicLong wrong = new AtomicLong();
    private final AtomicLong warned;

    /**
     * The door of one server.
     *
     * @param address where it listens
     * @param token that opens it, in ASCII
     */
    public Door(InetSocketAddress address, String token) {
        this(address, token, System::nanoTime);
    }

    Door(InetSocketAddress address, String token, LongSupplier nanoTime) {
        this.hosts = Set.of(host(address.getAddress()) + ":" + address.getPort(), "localhost:" + address.getPort());
        this.token = token.getBytes(StandardCharsets.US_ASCII);
        this.nanoTime = nanoTime;
        this.pace = new Pace(nanoTime);
        this.warned = new AtomicLong(nanoTime.getAsLong() - REMIND_NANOS);
    }

    /** An address as it stands in a URI and in the header {@code Host}. */
    public static String host(InetAddress address) {
        String text = address.getHostAddress();
        return address instanceof Inet6Address ? "[" + (address.isLoopbackAddress() ? "::1" : text) + "]" : text;
    }

    /** The entrance of a channel: a handler answers whoever has the token. */
    Entrance to(Handler handler) {
        return request ->
                refusal(request).map(Entrance.Passage::refused).orElseGet(() -> Entrance.Passage.proven(handler));
    }

    /** Why a request is refused; empty if whoever sent it has the token. */
    Optional<Answer> refusal(HttpRequest request) {
        Header[] host = request.getHeaders("Host");
        if (host.length != 1 || !hosts.contains(host[0].getValue().strip().toLowerCase(Locale.ROOT))) {
            return Optional.of(Answer.error(403, "Host must be the address and port that this server listens on"));
        }
        if (request.countHeaders("Origin") > 0) {
            return Optional.of(Answer.error(403, "no page of a browser gets in"));
        }
        Header[] authorization = request.getHeaders("Authorization");
        if (authorization.length == 1 && isRight(authorization[0].getValue())) {
            return Optional.empty();
        }
        Answer refusal = refuse(authorization.length > 0);
        Header[] nonce = request.getHeaders(NONCE);
        boolean isAsked = authorization.length == 0
                && nonce.length == 1
                && FRESH.matcher(nonce[0].getValue()).matches();
        return Optional.of(
                isAsked
                        ? refusal.with(
                                PROOF, proof(host[0].getValue().strip().toLowerCase(Locale.ROOT), nonce[0].getValue()))
                        : refusal);
    }

    /**
     * Shows that this server knows the token, and shows nothing of the token: a command sends it to nobody else.
     *
     * @param host address and port that the other side knows this server by
     * @param nonce of the other side, used once
     */
    private String proof(String host, String nonce) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(token, HMAC));
            return HexFormat.of()
                    .formatHex(mac.doFinal((CONTEXT + host + "\n" + nonce).getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }

    private boolean isRight(String value) {
        return value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        value.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8), token);
    }

    /** Whoever has the right token is never kept out by those who guess. */
    private Answer refuse(boolean guessed) {
        if (guessed) {
            warn(wrong.incrementAndGet());
        }
        return guessed && !pace.mayBeTold()
                ? Answer.error(429, "too many wrong tokens").with("Retry-After", "1")
                : Answer.error(401, "the token of operations.json is required").with("WWW-Authenticate", "Bearer");
    }

    private void warn(long count) {
        long now = nanoTime.getAsLong();
        long before = warned.get();
        if (now - before >= REMIND_NANOS && warned.compareAndSet(before, now)) {
            LOG.warn(
                    "The operations channel refused {} request(s) with a wrong token: somebody guesses, or uses the token of an earlier start.",
                    count);
            wrong.addAndGet(-count);
        }
    }

    /** Shows nothing of the token. */
    @Override
    public String toString() {
        return "Door" + hosts;
    }
}
