package io.stagedoor.cli.issuer;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.jwt.internal.issuer.IssuerTrial;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.source.IssuerKey;
import io.stagedoor.auth.support.text.Redacted;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says what came of a trial, a line for each thing. */
final class Report {

    /** What ffmpeg leaves of a token behind {@code rtmp://host/app/stream?token=}. */
    private static final int MOST_IN_FFMPEG_URL = 1000;

    private static final int MOST_IN_SRT = 512;
    private static final int MOST_SHOWN = 200;

    /** What rules are made of, at the top level. Others may be personal, and only their names are shown. */
    private static final Set<String> VALUES = Set.of(
            "iss",
            "aud",
            "azp",
            "client_id",
            "typ",
            "token_use",
            "scope",
            "scp",
            "role",
            "roles",
            "groups",
            "permissions",
            "realm_access",
            "resource_access",
            "cognito:groups",
            "tid",
            "exp",
            "nbf",
            "iat");

    private final PrintWriter out;

    Report(PrintWriter out) {
        this.out = out;
    }

    private void line(String what, String text) {
        out.printf("%-8s %s%n", what, text);
    }

    void asked(List<String> addresses) {
        addresses.forEach(address -> line("asked", address));
    }

    /** @return whether there is a key that can be used */
    boolean found(IssuerTrial.Keys keys) {
        keys.addresses().forEach(address -> line("keys", "at " + address));
        keys.reading().keys().forEach(key -> line("key", shown(key)));
        keys.reading().remarks().forEach(remark -> line("not used", remark));
        if (keys.reading().keys().isEmpty()) {
            line("keys", "none can be used: a server would refuse every token of this issuer");
        }
        return !keys.reading().keys().isEmpty();
    }

    private static String shown(IssuerKey key) {
        String print = key.material().fingerprint();
        return (key.kid().isEmpty() ? "without kid" : "'" + key.kid() + "'") + " "
                + key.material().kind() + ", for "
                + Algorithm.names(key.algorithms(), ", ") + (print.isEmpty() ? "" : ", sha256 " + print);
    }

    /** @param claims that nobody has verified */
    void token(int length, Map<String, String> claims) {
        line("token", length + " characters" + tooLong(length));
        List<String> others = new ArrayList<>();
        claims.forEach((name, value) -> {
            if (VALUES.contains(name.startsWith("/") ? name.split("/")[1] : name)) {
                line("claim", shown(name) + " = " + shown(value));
            } else {
                others.add(shown(name));
            }
        });
        if (!others.isEmpty()) {
            line("claims", "also " + String.join(", ", others));
        }
    }

    private static String tooLong(int length) {
        if (length > MOST_IN_FFMPEG_URL) {
            return ": too long for ffmpeg in the URL of a stream (pass it with -rtmp_conn), and for an SRT stream id";
        }
        return length > MOST_IN_SRT ? ": too long for an SRT stream id" : "";
    }

    private static String shown(String text) {
        String plain = Redacted.of(text).replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() > MOST_SHOWN ? plain.substring(0, MOST_SHOWN) + "..." : plain;
    }

    /** @return whether the token would be accepted */
    boolean decided(Decision decision) {
        if (decision instanceof Decision.Allow allow) {
            line("accepted", shown(allow.grant()));
            return true;
        }
        if (decision instanceof Decision.Deny deny) {
            line("refused", deny.reason() + ": " + shown(deny.detail()));
        } else if (decision instanceof Decision.Unavailable unavailable) {
            line("refused", "UNAVAILABLE: " + shown(unavailable.detail()));
        } else {
            line("refused", "the file holds no token");
        }
        return false;
    }

    private static String shown(Grant grant) {
        List<String> allowed = new ArrayList<>();
        if (grant.actions().contains(Action.PUBLISH)) {
            allowed.add("publish");
        }
        if (grant.actions().contains(Action.SUBSCRIBE)) {
            allowed.add("play");
        }
        String what = allowed.isEmpty()
                ? "may connect only, because no condition of publisherIf or subscriberIf holds (try --set publisherIf=…)"
                : "may " + String.join(" and ", allowed);
        return "subject '" + shown(grant.subject()) + "', " + what
                + grant.rooms()
                        .map(rooms -> ", in the rooms " + shown(String.join(", ", rooms)))
                        .orElse("");
    }
}
