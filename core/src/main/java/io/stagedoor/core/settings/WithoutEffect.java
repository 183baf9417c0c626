package io.stagedoor.core.settings;

import io.stagedoor.auth.support.property.Properties;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What an application's configuration sets and nothing looks at, because of another property. */
final class WithoutEffect {

    /**
     * Properties that count only together with another one.
     *
     * @param names of which each has no effect
     * @param needed of which one has to be set to more than its default
     * @param words what to do
     */
    private record Rule(Set<String> names, Set<String> needed, String words) {}

    private static final List<Rule> RULES = List.of(
            new Rule(
                    Set.of("maxSessionsBy", "onTooMany"),
                    Set.of("maxSessionsPublishing", "maxSessionsPlaying"),
                    "nothing is limited; set maxSessionsPublishing or maxSessionsPlaying"),
            new Rule(Set.of("ticketMaxSeconds"), Set.of("tickets"), "there are no tickets; set tickets=true"),
            new Rule(
                    Set.of("provisionalSeconds", "maxProvisional"),
                    Set.of("streamNameAuth", "streamKeyTickets"),
                    "nobody is let in provisionally; set streamNameAuth=true"),
            new Rule(
                    Set.of("rtmpAuthRoomScopeName"),
                    Set.of("rtmpAuthRoomScopeEnabled"),
                    "the path carries no credentials; set rtmpAuthRoomScopeEnabled=true"));

    private WithoutEffect() {}

    /** What to tell the operator: a text for each property that is set to no effect. */
    static List<String> of(Properties properties) {
        List<String> texts = new ArrayList<>();
        for (Rule rule : RULES) {
            if (rule.needed().stream().noneMatch(properties::isChanged)) {
                rule.names().stream()
                        .filter(properties::isChanged)
                        .sorted()
                        .map(name -> name + " has no effect: " + rule.words() + ", or remove it")
                        .forEach(texts::add);
            }
        }
        return texts;
    }
}
