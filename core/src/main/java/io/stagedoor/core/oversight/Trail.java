package io.stagedoor.core.oversight;

import io.stagedoor.auth.Secret;
import io.stagedoor.core.audit.AuditEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a dry run has checked, in order. Authenticators write into it too, on threads of their own, and perhaps later than anybody waits
 * for: it is bounded, and shows no credentials whatever they say. Thread-safe.
 */
final class Trail {

    private static final int MOST = 64;
    private static final String MARK = "***";
    /** What is shorter stands in many texts, and a mark there would tell of it. */
    private static final int SHORTEST = 4;

    private final List<String> secrets;
    private final List<Map<String, Object>> checks = new ArrayList<>();

    /** @param secrets what may be in no answer */
    Trail(List<Secret> secrets) {
        this.secrets = secrets.stream()
                .map(Secret::reveal)
                .filter(secret -> secret.length() >= SHORTEST)
                .toList();
    }

    /** This check has held. */
    void held(String by, String check, String detail) {
        add(by, check, true, detail);
    }

    /** This check has not held. */
    void failed(String by, String check, String detail) {
        add(by, check, false, detail);
    }

    private synchronized void add(String by, String check, boolean held, String detail) {
        if (checks.size() >= MOST) {
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("by", shown(by));
        fields.put("check", shown(check));
        fields.put("held", held);
        fields.put("detail", shown(detail));
        checks.add(fields);
    }

    /** All so far. */
    synchronized List<Map<String, Object>> checks() {
        return List.copyOf(checks);
    }

    /** A text as whoever asks is shown it: without credentials. */
    String shown(String text) {
        String shown = text;
        for (String secret : secrets) {
            shown = shown.replace(secret, MARK);
        }
        return AuditEvent.written(shown);
    }
}
