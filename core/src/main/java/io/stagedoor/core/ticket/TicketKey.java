package io.stagedoor.core.ticket;

import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a ticket is found by: the first half of the SHA-256 of its 128 random bits. Nobody finds a ticket by it, and no two tickets have the same. Immutable.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record TicketKey(long high, long low) {

    /** What each ticket begins with. */
    public static final String PREFIX = "sdt_";

    /** What the {@linkplain #use id of the use} of each begins with. */
    private static final String USE = "ticket:";

    private static final int BITS_BYTES = 16;
    /** How many characters stand behind the prefix: base64url without padding. */
    public static final int CHARACTERS = 22;

    private static final String BEARER = "bearer ";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(TicketKey::sha256);

    /**
     * A ticket that is being made.
     *
     * @param text what its holder shows; not kept
     */
    public record Made(Secret text, TicketKey key) {}

    /** Makes one. */
    public static Made random() {
        byte[] bits = new byte[BITS_BYTES];
        RANDOM.nextBytes(bits);
        return new Made(
                Secret.of(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits)), digest(bits));
    }

    /**
     * Whether a text claims to be a ticket: it is none of any authenticator's then.
     *
     * @param text as a client sent it
     */
    public static boolean isClaimed(String text) {
        return beginning(text) >= 0;
    }

    /** Where the prefix is; -1 for a text that does not begin with it. */
    private static int beginning(String text) {
        int at = 0;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (text.regionMatches(true, at, BEARER, 0, BEARER.length())) {
            at += BEARER.length();
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }
        return text.startsWith(PREFIX, at) ? at : -1;
    }

    /** What claims to be a ticket in credentials; {@code null} for none. */
    public static @Nullable String claimed(Credentials credentials) {
        Optional<Secret> token = credentials.token();
        if (token.isEmpty()) {
            return null;
        }
        String text = token.get().reveal();
        return isClaimed(text) ? text : null;
    }

    /**
     * The key of a ticket.
     *
     * @param text what {@link #isClaimed} holds for
     * @return empty if it has not the form of one
     */
    public static Optional<TicketKey> of(String text) {
        int at = beginning(text);
        String bare = at < 0 ? "" : text.substring(at + PREFIX.length()).strip();
        if (bare.length() != CHARACTERS) {
            return Optional.empty();
        }
        try {
            byte[] bits = Base64.getUrlDecoder().decode(bare);
            // A ticket is written in one way.
            return bits.length == BITS_BYTES
                            && Base64.getUrlEncoder()
                                    .withoutPadding()
                                    .encodeToString(bits)
                                    .equals(bare)
                    ? Optional.of(digest(bits))
                    : Optional.empty();
        } catch (IllegalArgumentException e) { // none of these characters
            return Optional.empty();
        }
    }

    private static TicketKey digest(byte[] bits) {
        ByteBuffer digest = ByteBuffer.wrap(DIGEST.get().digest(bits));
        Arrays.fill(bits, (byte) 0);
        return new TicketKey(digest.getLong(), digest.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** As text, by which operators name a ticket, and the shared state keeps it. Not secret: nobody gets in by it. */
    public String id() {
        byte[] bytes =
                ByteBuffer.allocate(BITS_BYTES).putLong(high).putLong(low).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The key with this {@link #id}; empty for what is none. */
    static Optional<TicketKey> ofId(String id) {
        if (id.length() != CHARACTERS) {
            return Optional.empty();
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(id.getBytes(StandardCharsets.ISO_8859_1));
            ByteBuffer decoded = Base64.getUrlDecoder().decode(bytes);
            TicketKey key = new TicketKey(decoded.getLong(), decoded.getLong());
            return key.id().equals(id) ? Optional.of(key) : Optional.empty();
        } catch (IllegalArgumentException | java.nio.BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    /** The id of the use of what it stands for, see {@link io.stagedoor.auth.TokenUse}; by it a ticket is taken back like a token. */
    public String use() {
        return USE + id();
    }

    /** The key of which this is the {@link #use}; empty for the use of anything else. */
    public static Optional<TicketKey> ofUse(String use) {
        return isUse(use) ? ofId(use.substring(USE.length())) : Optional.empty();
    }

    /** Whether this is the {@link #use} of a ticket. */
    public static boolean isUse(String use) {
        return use.startsWith(USE) && use.length() == USE.length() + CHARACTERS;
    }

    /** The id of a ticket, by its {@link #use}. */
    public static String idOfUse(String use) {
        return use.substring(USE.length());
    }
}
