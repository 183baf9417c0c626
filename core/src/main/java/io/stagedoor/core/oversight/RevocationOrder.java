package io.stagedoor.core.oversight;

import io.stagedoor.core.revocation.Revocation;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what an operator wants to have revoked. What is wrong becomes an {@link IllegalArgumentException}: a sentence without any value. */
final class RevocationOrder {

    private static final String ALL = "all";

    private final Map<String, String> named;
    private final Instant now;

    private RevocationOrder(Map<String, String> named, Instant now) {
        this.named = named;
        this.now = now;
    }

    /**
     * What is named, but for {@link Revoker#BASIS}.
     *
     * @param now what is not said is reckoned from
     */
    static List<Revocation> read(Map<String, String> named, Instant now) {
        return new RevocationOrder(named, now).read();
    }

    private List<Revocation> read() {
        named.forEach((name, value) -> {
            if (value.isEmpty()) {
                throw new IllegalArgumentException(name + " is empty: it names nobody");
            }
        });
        Optional<Instant> issuedBefore = issuedBefore();
        Optional<String> issuer = Optional.ofNullable(named.get(Revoker.ISSUER));
        List<Revocation> tokens = new ArrayList<>();
        text(Revoker.TOKEN).map(Revocation::token).ifPresent(tokens::add);
        if (issuedBefore.isPresent() && !tokens.isEmpty()) {
            throw new IllegalArgumentException("issuedBefore means nothing for jti: there is one token of an id");
        }
        text(Revoker.KEY)
                .map(Revocation::key)
                .map(one -> timed(one, issuedBefore))
                .ifPresent(tokens::add);
        text(Revoker.SESSION)
                .map(Revocation::session)
                .map(one -> timed(one, issuedBefore))
                .ifPresent(tokens::add);
        text(Revoker.SUBJECT).map(name -> subject(name, issuedBefore)).ifPresent(tokens::add);
        if (issuer.isPresent() && tokens.isEmpty()) {
            throw new IllegalArgumentException("iss needs one of jti, kid, sid and sub");
        }
        List<Revocation> all = new ArrayList<>(
                tokens.stream().map(one -> issuer.map(one::by).orElse(one)).toList());
        text(Revoker.USER).map(name -> subject(name, issuedBefore).by("")).ifPresent(all::add);
        text(Revoker.STREAM)
                .map(path -> Revocation.streamOf(path)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "stream is not application/name or application/room/name")))
                .ifPresent(all::add);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("a revoke needs one of "
                    + Stream.of(
                                    Revoker.TOKEN,
                                    Revoker.KEY,
                                    Revoker.SESSION,
                                    Revoker.SUBJECT,
                                    Revoker.USER,
                                    Revoker.STREAM,
                                    Revoker.BASIS)
                            .collect(Collectors.joining(", ")));
        }
        Instant until = time(named.get(Revoker.UNTIL), Revoker.UNTIL).orElse(Revocation.FOREVER);
        if (!until.isAfter(now)) {
            throw new IllegalArgumentException("until has passed: it would revoke nobody");
        }
        return all.stream().map(one -> one.until(until)).toList();
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(named.get(name));
    }

    private Revocation subject(String name, Optional<Instant> issuedBefore) {
        return timed(Revocation.subject(name, now), issuedBefore);
    }

    private static Revocation timed(Revocation revocation, Optional<Instant> issuedBefore) {
        return issuedBefore.map(revocation::issuedBefore).orElse(revocation);
    }

    private Optional<Instant> issuedBefore() {
        String text = named.get(Revoker.ISSUED_BEFORE);
        return text != null && text.equals(ALL) ? Optional.of(Revocation.ALL) : time(text, Revoker.ISSUED_BEFORE);
    }

    private static Optional<Instant> time(@Nullable String text, String name) {
        try {
            return text == null ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeException e) { // its text repeats the value
            throw new IllegalArgumentException(name + " is no time such as 2026-11-29T21:00:00Z");
        }
    }
}
