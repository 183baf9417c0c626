package io.stagedoor.core.oversight;

import io.stagedoor.core.shadow.Comparison;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often those who decide about the clients of an application agreed with those that are asked beside. Counts begin at nought when others decide or are asked
 * beside, or when one that is asked beside is configured otherwise.
 *
 * @param application as its configuration names it: {@code *} for all without one of their own; so there are no more than configurations
 * @param authenticator the names of those that are asked beside, with commas between
 * @param since when the counts began
 * @param agree both admitted the client, or both refused it
 * @param wouldRefuse the client was admitted, and would be refused
 * @param wouldAllow the client was refused, and would be admitted
 * @param undecided one of the two could not tell
 * @param dropped nobody was asked beside, because too many questions were waiting
 */
public record ShadowCount(
        String application,
        String authenticator,
        Instant since,
        long agree,
        long wouldRefuse,
        long wouldAllow,
        long undecided,
        long dropped) {

    static ShadowCount of(Comparison comparison) {
        return new ShadowCount(
                comparison.application(),
                comparison.authenticator(),
                comparison.since(),
                comparison.agree(),
                comparison.wouldRefuse(),
                comparison.wouldAllow(),
                comparison.undecided(),
                comparison.dropped());
    }

    /** Names and values, in this order: texts and numbers. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("application", application);
        fields.put("authenticator", authenticator);
        fields.put("since", since.toString());
        fields.put("agree", agree);
        fields.put("wouldRefuse", wouldRefuse);
        fields.put("wouldAllow", wouldAllow);
        fields.put("undecided", undecided);
        fields.put("dropped", dropped);
        return fields;
    }
}
