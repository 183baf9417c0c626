package io.stagedoor.gateway.door;

import io.stagedoor.auth.Secret;
import io.stagedoor.core.carrier.AuthorizationHeader;
import io.stagedoor.core.carrier.ClientParameters;
import io.stagedoor.core.carrier.QueryString;
import io.stagedoor.gateway.door.settings.Kind;
import io.stagedoor.gateway.door.settings.ServerSecret;
import io.stagedoor.gateway.door.settings.ServerSettings;
import io.stagedoor.gateway.hook.Ask;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Whether a server proves itself: it comes from an address that is configured, and shows its secret, or a client certificate where it has no secret. A client of the server can show
 * neither, whatever the server passes on of its words.
 */
final class Proof {

    static final String HEADER = "X-Stagedoor-Secret";
    static final String PARAMETER = "secret";
    private static final String OME = "X-OME-Signature";
    private static final String HMAC = "HmacSHA1";

    private Proof() {}

    /** Why a server does not prove itself, in words for operators without anything of the request; empty if it does. */
    static Optional<String> flaw(Ask ask, ServerSettings server) {
        if (!server.sources().contains(ask.address())) {
            return Optional.of("it comes from an address that sources does not list");
        }
        if (server.secret().isEmpty()) {
            return ask.certified()
                    ? Optional.empty()
                    : Optional.of("it shows no client certificate, and has no secretFile");
        }
        ServerSecret secret = server.secret().get();
        if (server.kind() == Kind.OVENMEDIAENGINE && !ask.header(OME).isEmpty()) {
            return isSigned(ask, secret)
                    ? Optional.empty()
                    : Optional.of("its X-OME-Signature is not that of the secret");
        }
        List<String> shown = shown(ask, server.kind());
        if (shown.isEmpty()) {
            return Optional.of("it shows no secret");
        }
        // All of them: whoever can add one beside the right one is not the server.
        return shown.stream().allMatch(secret::matches) ? Optional.empty() : Optional.of("it shows another secret");
    }

    private static List<String> shown(Ask ask, Kind kind) {
        List<String> shown = new ArrayList<>(ask.header(HEADER));
        if (kind == Kind.ENVOY) { // its query is that of its client
            return shown;
        }
        if (kind == Kind.MEDIAMTX) {
            ask.header("Authorization").forEach(value -> shown.add(password(value)));
        }
        for (String pair : ask.query().split("&")) {
            if (pair.startsWith(PARAMETER + "=")) {
                shown.add(QueryString.decode(pair.substring(PARAMETER.length() + 1)));
            }
        }
        return shown;
    }

    /** What the URL of the hook has before its host, as HTTP clients send it. */
    private static String password(String header) {
        ClientParameters pair = new ClientParameters();
        AuthorizationHeader.read(header, pair);
        return pair.credentials().password().map(Secret::reveal).orElse("");
    }

    /** The signature over the bytes of the body, in base64url without padding. */
    private static boolean isSigned(Ask ask, ServerSecret secret) {
        List<String> signatures = ask.header(OME);
        Optional<Secret> key = secret.secret();
        if (signatures.size() != 1 || key.isEmpty()) {
            return false;
        }
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key.get().bytes(), HMAC));
            byte[] expected = Base64.getUrlEncoder().withoutPadding().encode(mac.doFinal(ask.body()));
            byte[] given = signatures.get(0).replace("=", "").getBytes(StandardCharsets.ISO_8859_1);
            return MessageDigest.isEqual(expected, given);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
