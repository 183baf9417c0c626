package io.stagedoor.core.oversight;

import java.util.List;
import java.util.Map;

/**
 * How the core is at one moment.
 *
 * @param generation counts the changes of its configuration
 * @param applications by name of each configured application, the file of its configuration
 * @param authenticators the names that authenticators have
 * @param problems what keeps configurations and authenticators from working as they should; each names the setting and what to do
 * @param clients how many are in, by protocol
 * @param decisions how many there were since the core started
 * @param refusals how many of them were refusals
 * @param lastGood applications whose configuration has an error: the last good one is in force
 * @param facts by name of an authenticator, what it says of itself, such as the age of keys
 * @param held how many clients wait for an authenticator that is being replaced
 * @param lostLines how many lines the audit log lacks so far
 * @param lostSince when the first of them was lost, in UTC as of RFC 3339; empty if none was
 * @param outputs where the audit log goes beside its files, and how each of these is: names and values, texts and numbers
 */
public record State(
        long generation,
        Map<String, String> applications,
        List<String> authenticators,
        List<String> problems,
        Map<String, Long> clients,
        long decisions,
        long refusals,
        List<String> lastGood,
        Map<String, List<String>> facts,
        int held,
        long lostLines,
        String lostSince,
        List<Map<String, Object>> outputs) {}
