package io.stagedoor.http.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Which sessions are forgotten when there are too many. Every address keeps as many as every other, if it has as many; of an address, every
 * subject; of a subject, all that was shown as credentials. Among the rest, what was used last is kept. So a client
 * that starts sessions without end loses its own sessions, and not those of others.
 */
final class FairShare {

    private static final List<Function<HttpSession, Object>> LEVELS = List.of(
            session -> session.origin().address(),
            session -> List.of(session.authenticator(), session.grant().subject()),
            session -> session.origin().credentials());

    private final List<HttpSession> excess = new ArrayList<>();

    private FairShare() {}

    /**
     * Those that have to go.
     *
     * @param most how many are left
     */
    static List<HttpSession> excess(List<HttpSession> sessions, int most) {
        // As it is now: they go on being used while they are sorted.
        IdentityHashMap<HttpSession, Long> used = new IdentityHashMap<>();
        sessions.forEach(session -> used.put(session, session.used().get()));
        List<HttpSession> lastUsedFirst = new ArrayList<>(sessions);
        lastUsedFirst.sort(Comparator.<HttpSession, Long>comparing(used::get).reversed());
        FairShare fair = new FairShare();
        fair.share(lastUsedFirst, most, 0);
        return fair.excess;
    }

    private void share(List<HttpSession> sessions, int most, int level) {
        if (sessions.size() <= most) {
            return;
        }
        if (level == LEVELS.size()) {
            excess.addAll(sessions.subList(most, sessions.size()));
            return;
        }
        Collection<List<HttpSession>> clients = by(LEVELS.get(level), sessions);
        int each = each(clients, most);
        int left = most
                - clients.stream()
                        .mapToInt(client -> Math.min(client.size(), each))
                        .sum();
        for (List<HttpSession> client : clients) {
            boolean oneMore = client.size() > each && left > 0;
            left -= oneMore ? 1 : 0;
            share(client, oneMore ? each + 1 : each, level + 1);
        }
    }

    /** Whoever used one last comes first. */
    private static Collection<List<HttpSession>> by(Function<HttpSession, Object> level, List<HttpSession> sessions) {
        Map<Object, List<HttpSession>> clients = new LinkedHashMap<>();
        sessions.forEach(session -> clients.computeIfAbsent(level.apply(session), none -> new ArrayList<>())
                .add(session));
        return clients.values();
    }

    /** The highest number that everyone may have who has as many. */
    private static int each(Collection<List<HttpSession>> clients, int most) {
        int[] sizes = clients.stream().mapToInt(List::size).sorted().toArray();
        int left = most;
        for (int i = 0; i < sizes.length; i++) {
            int each = left / (sizes.length - i);
            if (sizes[i] > each) {
                return each;
            }
            left -= sizes[i];
        }
        return most;
    }
}
