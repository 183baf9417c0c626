package io.stagedoor.auth.jwt.internal.source;

import java.util.ArrayList;
import java.util.List;

/**
 * What was read from a source.
 *
 * @param keys those that can be used
 * @param remarks a sentence, without a full stop, for each one that cannot; each names its {@code kid} and the reason
 */
public record KeyReading(List<IssuerKey> keys, List<String> remarks) {

    private static final int MOST_SHOWN = 3;

    public KeyReading {
        keys = List.copyOf(keys);
        remarks = List.copyOf(remarks);
    }

    /** Nothing. */
    public static KeyReading none() {
        return new KeyReading(List.of(), List.of());
    }

    /** Both readings in one. */
    public KeyReading and(KeyReading other) {
        List<IssuerKey> allKeys = new ArrayList<>(keys);
        allKeys.addAll(other.keys);
        List<String> allRemarks = new ArrayList<>(remarks);
        allRemarks.addAll(other.remarks);
        return new KeyReading(allKeys, allRemarks);
    }

    /** The reasons why no key can be used, those of many shortened. */
    String reasons() {
        if (remarks.isEmpty()) {
            return "it has none";
        }
        String some = String.join("; ", remarks.subList(0, Math.min(MOST_SHOWN, remarks.size())));
        return some + (remarks.size() > MOST_SHOWN ? "; and " + (remarks.size() - MOST_SHOWN) + " more" : "");
    }
}
