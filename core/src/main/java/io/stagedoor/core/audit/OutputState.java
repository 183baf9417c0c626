package io.stagedoor.core.audit;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How one output of the audit log is at one moment.
 *
 * @param name {@code syslog} or {@code stdout}
 * @param target where it goes: {@code tls://logs.example.com:6514} for instance; empty where the name says it
 * @param waiting how many lines wait to be sent
 * @param sent how many lines were handed over, where nothing speaks against their arrival
 * @param loss how many lines were not, or went to somebody who takes none
 * @param trouble why none can be sent at the moment; empty if they can
 */
public record OutputState(
        String name, String target, int waiting, long sent, LostLines.Loss loss, Optional<String> trouble) {

    /** Names and values as everybody outside is told them, in this order: texts and numbers. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("target", target);
        fields.put("waiting", waiting);
        fields.put("sent", sent);
        fields.put("lost", loss.lines());
        fields.put("lostSince", loss.first().map(Instant::toString).orElse(""));
        fields.put("trouble", trouble.orElse(""));
        return fields;
    }

    /** The name, and where it goes: for logs. */
    public String shown() {
        return target.isEmpty() ? name : name + " " + target;
    }
}
