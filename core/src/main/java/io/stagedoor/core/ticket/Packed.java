package io.stagedoor.core.ticket;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder;
import io.stagedoor.auth.TokenUse;
import io.stagedoor.auth.Transport;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A ticket in few bytes, in two parts: what many tickets have in common, and what each has for itself. There are as many of the second as tickets.
 *
 * @param common of this and many others
 * @param own of this one
 */
record Packed(byte[] common, byte[] own) {

    private static final int FORMAT = 1;

    private static final int PROVEN_SUBJECT = 1;
    private static final int TOKEN_ID = 2;
    private static final int SESSION_ID = 4;
    private static final int ISSUED_AT = 8;
    private static final int ROOMS = 16;
    private static final int STREAM = 32;
    private static final int EXPIRES_AT = 64;
    private static final int ENDS_AT = 128;
    private static final int ATTRIBUTES = 256;
    private static final int OTHER_SUBJECT = 512;
    private static final int ALL = 1023;

    private static final int ONCE = 1;
    private static final int SETTLED = 2;
    private static final Action[] ACTIONS = {Action.PUBLISH, Action.SUBSCRIBE, Action.SHARE};
    private static final Transport[] TRANSPORTS = {
        Transport.RTMP,
        Transport.RTSP,
        Transport.WHIP,
        Transport.WHEP,
        Transport.SRT,
        Transport.MPEGTS,
        Transport.HTTP,
        Transport.WS
    };

    /** Writes a ticket down. */
    static Packed of(Ticket ticket) {
        Grant grant = ticket.grant();
        Holder holder = grant.holder();
        Writer common = new Writer();
        common.text(ticket.application());
        common.text(ticket.authenticator());
        common.text(ticket.configured());
        common.text(ticket.basis());
        common.number(bits(grant.actions(), ACTIONS));
        common.number(bits(grant.transports(), TRANSPORTS));
        common.number((grant.use().orElseThrow().times() == TokenUse.Times.ONCE ? ONCE : 0)
                | (grant.keepsCredentials() ? SETTLED : 0));
        common.text(holder.issuer().orElse(""));
        common.text(holder.keyId().orElse(""));
        Writer own = new Writer();
        Optional<String> proven = holder.subject();
        boolean same = proven.equals(Optional.of(grant.subject()));
        own.number((same ? PROVEN_SUBJECT : 0)
                | (!same && proven.isPresent() ? OTHER_SUBJECT : 0)
                | (holder.tokenId().isPresent() ? TOKEN_ID : 0)
                | (holder.sessionId().isPresent() ? SESSION_ID : 0)
                | (holder.issuedAt().isPresent() ? ISSUED_AT : 0)
                | (grant.rooms().isPresent() ? ROOMS : 0)
                | (grant.stream().isPresent() ? STREAM : 0)
                | (grant.expiresAt().isPresent() ? EXPIRES_AT : 0)
                | (grant.endsAt().isPresent() ? ENDS_AT : 0)
                | (grant.attributes().isEmpty() ? 0 : ATTRIBUTES));
        own.time(ticket.end());
        own.time(ticket.since());
        own.text(grant.subject());
        if (!same) {
            proven.ifPresent(own::text);
        }
        holder.tokenId().ifPresent(own::text);
        holder.sessionId().ifPresent(own::text);
        holder.issuedAt().ifPresent(own::time);
        grant.rooms().ifPresent(rooms -> {
            own.number(rooms.size());
            rooms.stream().sorted().forEach(own::text);
        });
        grant.stream().ifPresent(own::text);
        grant.expiresAt().ifPresent(own::time);
        grant.endsAt().ifPresent(own::time);
        if (!grant.attributes().isEmpty()) {
            own.number(grant.attributes().size());
            new TreeMap<>(grant.attributes()).forEach((name, value) -> {
                own.text(name);
                own.text(value);
            });
        }
        return new Packed(common.bytes(), own.bytes());
    }

    private static <T extends Enum<T>> int bits(Set<T> some, T[] all) {
        int bits = 0;
        for (int i = 0; i < all.length; i++) {
            bits |= some.contains(all[i]) ? 1 << i : 0;
        }
        return bits;
    }

    /** What many tickets have in common, read. */
    record Common(
            String application,
            String authenticator,
            String configured,
            String basis,
            Set<Action> actions,
            Set<Transport> transports,
            boolean once,
            boolean settled,
            String issuer,
            String keyId) {

        /** @throws IllegalArgumentException for what {@link Packed#of} did not write */
        static Common of(byte[] bytes) {
            Reader in = new Reader(bytes, 0);
            String application = in.text();
            String authenticator = in.text();
            String configured = in.text();
            String basis = in.text();
            Set<Action> actions = in.set(Action.class, ACTIONS);
            Set<Transport> transports = in.set(Transport.class, TRANSPORTS);
            int flags = in.number();
            if ((flags & ~(ONCE | SETTLED)) != 0) {
                throw new IllegalArgumentException("a ticket of another version");
            }
            Common common = new Common(
                    application,
                    authenticator,
                    configured,
                    basis,
                    actions,
                    transports,
                    (flags & ONCE) != 0,
                    (flags & SETTLED) != 0,
                    in.text(),
                    in.text());
            in.end();
            return common;
        }
    }

    /**
     * The ticket.
     *
     * @param own as of {@link Packed}
     * @param at where it begins
     * @throws IllegalArgumentException for what {@link #of} did not write
     */
    static Ticket ticket(TicketKey key, Common common, byte[] own, int at) {
        Reader in = new Reader(own, at);
        int flags = in.number();
        if ((flags & ~ALL) != 0) {
            throw new IllegalArgumentException("a ticket of another version");
        }
        Instant end = in.time();
        Instant since = in.time();
        String subject = in.text();
        Holder.Builder holder = Holder.builder();
        if ((flags & PROVEN_SUBJECT) != 0) {
            holder.subject(subject);
        } else if ((flags & OTHER_SUBJECT) != 0) {
            holder.subject(in.text());
        }
        if ((flags & TOKEN_ID) != 0) {
            holder.tokenId(in.text());
        }
        if ((flags & SESSION_ID) != 0) {
            holder.sessionId(in.text());
        }
        if ((flags & ISSUED_AT) != 0) {
            holder.issuedAt(in.time());
        }
        if (!common.issuer().isEmpty()) {
            holder.issuer(common.issuer());
        }
        if (!common.keyId().isEmpty()) {
            holder.keyId(common.keyId());
        }
        String use = key.use();
        Grant.Builder grant = Grant.builder(subject)
                .actions(common.actions())
                .transports(common.transports())
                .holder(holder.build())
                .keepsCredentials(common.settled())
                .use(common.once() ? TokenUse.once(use) : TokenUse.oneClient(use));
        if ((flags & ROOMS) != 0) {
            grant.rooms(in.texts());
        }
        if ((flags & STREAM) != 0) {
            grant.stream(in.text());
        }
        if ((flags & EXPIRES_AT) != 0) {
            grant.expiresAt(in.time());
        }
        if ((flags & ENDS_AT) != 0) {
            grant.endsAt(in.time());
        }
        if ((flags & ATTRIBUTES) != 0) {
            grant.attributes(in.pairs());
        }
        in.end();
        return new Ticket(
                common.application(),
                common.authenticator(),
                common.configured(),
                common.basis(),
                grant.build(),
                end,
                since);
    }

    /** Both parts in one, as the shared state keeps it. */
    byte[] whole() {
        Writer out = new Writer();
        out.number(FORMAT);
        out.number(common.length);
        out.out.writeBytes(common);
        out.out.writeBytes(own);
        return out.bytes();
    }

    /** What {@link #whole} wrote; {@code null} for what this version cannot read. */
    static @Nullable Packed of(TicketKey key, byte[] whole) {
        try {
            Reader in = new Reader(whole, 0);
            if (in.number() != FORMAT) {
                return null;
            }
            int length = in.number();
            byte[] common = Arrays.copyOfRange(whole, in.at, in.require(length));
            byte[] own = Arrays.copyOfRange(whole, in.at, whole.length);
            ticket(key, Common.of(common), own, 0);
            return new Packed(common, own);
        } catch (RuntimeException e) { // whatever is wrong with it
            return null;
        }
    }

    /** Numbers of seven bits a byte, and texts with their length before them. */
    private static final class Writer {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

        void number(int number) {
            big(number);
        }

        private void big(long number) {
            long rest = number;
            while ((rest & ~0x7fL) != 0) {
                out.write((int) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }

        /** To the millisecond: more of it says nothing here. */
        void time(Instant time) {
            big(Math.max(0, time.toEpochMilli()));
        }

        void text(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            number(bytes.length);
            out.writeBytes(bytes);
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }

    private static final class Reader {

        private static final int MOST_SHIFT = 63;

        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes, int at) {
            this.bytes = bytes;
            this.at = at;
        }

        int number() {
            long number = big();
            if (number < 0 || number > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("a number that is too large");
            }
            return (int) number;
        }

        private long big() {
            long number = 0;
            for (int shift = 0; shift < MOST_SHIFT; shift += 7) {
                byte next = bytes[at++];
                number |= (next & 0x7fL) << shift;
                if (next >= 0) {
                    return number;
                }
            }
            throw new IllegalArgumentException("a number without an end");
        }

        Instant time() {
            return Instant.ofEpochMilli(big());
        }

        /** Where so many bytes end, which are taken. */
        int require(int length) {
            if (length > bytes.length - at) {
                throw new IllegalArgumentException("it ends too early");
            }
            at += length;
            return at;
        }

        String text() {
            int length = number();
            int begin = at;
            require(length);
            return new String(bytes, begin, length, StandardCharsets.UTF_8);
        }

        Set<String> texts() {
            int count = number();
            if (count == 1) {
                return Set.of(text());
            }
            String[] texts = new String[Math.min(count, bytes.length)];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = text();
            }
            return Set.of(texts);
        }

        Map<String, String> pairs() {
            int count = number();
            if (count == 1) {
                return Map.of(text(), text());
            }
            Map<String, String> pairs = new HashMap<>();
            for (int i = 0; i < count; i++) {
                pairs.put(text(), text());
            }
            return pairs;
        }

        <T extends Enum<T>> Set<T> set(Class<T> type, T[] all) {
            int bits = number();
            if (bits >>> all.length != 0) {
                throw new IllegalArgumentException("a constant that is not known");
            }
            Set<T> set = EnumSet.noneOf(type);
            for (int i = 0; i < all.length; i++) {
                if ((bits & 1 << i) != 0) {
                    set.add(all[i]);
                }
            }
            return Set.copyOf(set);
        }

        void end() {
            if (at != bytes.length) {
                throw new IllegalArgumentException("it goes on");
            }
        }
    }
}
