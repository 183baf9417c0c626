package io.stagedoor.auth.jwt.internal.issuer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.stagedoor.auth.LogoutVerifier;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.jwt.internal.token.NumericDate;
import io.stagedoor.auth.jwt.internal.token.Refusal;
import io.stagedoor.auth.jwt.internal.token.StrictJson;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The payload of a logout token that a key of an issuer has signed, OpenID Connect Back-Channel Logout 1.0, section 2.4. For one thread. */
final class LogoutClaims {

    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

    private @Nullable String issuer;
    private @Nullable String tokenId;
    private @Nullable String session;
    private boolean hasSession;
    private @Nullable String subject;
    private boolean hasSubject;
    private @Nullable NumericDate issuedAt;
    private @Nullable NumericDate expiry;
    private boolean hasNotBefore;
    private @Nullable NumericDate notBefore;
    private boolean hasNonce;
    private boolean isLogout;
    private boolean hasAudience;
    private final Set<String> audience = new HashSet<>();

    private LogoutClaims() {}

    static LogoutClaims read(byte[] payload) throws Refusal {
        LogoutClaims claims = new LogoutClaims();
        StrictJson.readVerified(payload, claims::member);
        return claims;
    }

    private void member(String name, JsonParser value) throws IOException {
        switch (name) {
            case "iss" -> issuer = text(value);
            case "jti" -> tokenId = text(value);
            case "sid" -> {
                hasSession = true;
                session = text(value);
            }
            case "sub" -> {
                hasSubject = true;
                subject = text(value);
            }
            case "iat" -> issuedAt = NumericDate.read(value);
            case "exp" -> expiry = NumericDate.read(value);
            case "nbf" -> {
                hasNotBefore = true;
                notBefore = NumericDate.read(value);
            }
            case "nonce" -> hasNonce = true;
            case "aud" -> audience(value);
            case "events" -> events(value);
            default -> {}
        }
        value.skipChildren();
    }

    private static @Nullable String text(JsonParser value) throws IOException {
        return value.currentToken() == JsonToken.VALUE_STRING ? value.getText() : null;
    }

    private void audience(JsonParser value) throws IOException {
        hasAudience = true;
        if (value.currentToken() == JsonToken.VALUE_STRING) {
            audience.add(value.getText());
        } else if (value.currentToken() == JsonToken.START_ARRAY) {
            while (value.nextToken() != JsonToken.END_ARRAY) {
                if (value.currentToken() == JsonToken.VALUE_STRING) {
                    audience.add(value.getText());
                }
                value.skipChildren();
            }
        }
    }

    private void events(JsonParser value) throws IOException {
        if (value.currentToken() == JsonToken.START_OBJECT) {
            for (String name = value.nextFieldName(); name != null; name = value.nextFieldName()) {
                value.nextToken();
                isLogout |= name.equals(EVENT) && value.currentToken() == JsonToken.START_OBJECT;
                value.skipChildren();
            }
        }
    }

    /** What the token says, if an issuer with these settings may say it (section 2.6). */
    LogoutVerifier.Ended require(IssuerSettings settings, String subjectOfClients, Instant now) throws Refusal {
        settings.lifetime().require(Purpose.LIVE, expiry, hasNotBefore, notBefore, now);
        Duration skew = settings.lifetime().clockSkew();
        if (issuedAt == null) {
            throw malformed("iat is missing, or not a number");
        }
        if (issuedAt.isAfter(now.plus(skew))) {
            throw new Refusal(
                    Reason.NOT_YET_VALID,
                    "iat is " + issuedAt.distance(now) + " ahead; clockSkewSeconds=" + skew.toSeconds());
        }
        requireAudience(settings);
        requireKind();
        if (tokenId == null || tokenId.isEmpty()) {
            throw malformed("jti is missing, empty, or not a text");
        }
        Optional<String> ended = named(hasSession, session, "sid");
        Optional<String> who = named(hasSubject, subject, "sub");
        if (ended.isEmpty() && who.isEmpty()) {
            throw malformed("sub and sid are missing: it names nobody");
        }
        Optional<String> known = settings.rules().isSubject("sub")
                ? who
                : Optional.of(subjectOfClients).filter(one -> !one.isEmpty());
        if (ended.isEmpty() && known.isEmpty()) {
            throw new Refusal(
                    Reason.CLAIM_REQUIRED,
                    "it has no sid, and not the claim that subjectClaim names: which clients it means is not known");
        }
        Instant issued = issuedAt.isAfter(now) ? now : instant(issuedAt, now);
        return new LogoutVerifier.Ended(
                issuer == null ? "" : issuer,
                tokenId,
                ended,
                known,
                issued,
                now.plus(settings.lifetime().longest()).plus(skew).plus(skew));
    }

    /** Of a time that is not ahead; what lies beyond a year is the same for us. */
    private static Instant instant(NumericDate date, Instant now) {
        Instant longAgo = now.minus(Duration.ofDays(400));
        return date.isAfter(longAgo) ? date.toInstant() : longAgo;
    }

    private void requireAudience(IssuerSettings settings) throws Refusal {
        Set<String> accepted = settings.logoutAudiences();
        if (accepted.isEmpty()) {
            throw new Refusal(
                    Reason.WRONG_AUDIENCE,
                    "audiences of issuer '" + settings.name()
                            + "' is *: set logoutAudiences to the client's id at the provider");
        }
        if (accepted.stream().noneMatch(audience::contains)) {
            throw new Refusal(
                    Reason.WRONG_AUDIENCE,
                    "logoutAudiences of issuer '" + settings.name() + "' has nothing of what is in aud"
                            + (hasAudience ? "" : ", which is missing"));
        }
    }

    private void requireKind() throws Refusal {
        if (!isLogout) {
            throw new Refusal(Reason.UNSUPPORTED_TOKEN, "events does not say that somebody has logged out");
        }
        if (hasNonce) {
            throw new Refusal(
                    Reason.UNSUPPORTED_TOKEN, "it has a nonce, as ID tokens have, and logout tokens must not");
        }
    }

    private static Optional<String> named(boolean isThere, @Nullable String text, String claim) throws Refusal {
        if (isThere && (text == null || text.isEmpty())) {
            throw malformed(claim + " is empty, or not a text");
        }
        return Optional.ofNullable(text);
    }

    private static Refusal malformed(String detail) {
        return new Refusal(Reason.MALFORMED_CLAIM, detail);
    }
}
