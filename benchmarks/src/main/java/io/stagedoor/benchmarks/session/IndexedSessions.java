package io.stagedoor.benchmarks.session;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.session.Sessions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** How long a new core takes until it finds everybody who is in, each of a subject and with a stream of its own. */
public final class IndexedSessions {

    private static final StreamPath LIVE = new StreamPath("live", "", "");

    private IndexedSessions() {}

    /** One client of the front end. */
    private record Client(String id, Object handle, Map<String, Object> session, Set<StreamPath> streams) {}

    /** The milliseconds until so many clients are indexed, in a virtual machine that has done so before. */
    public static double measure(int count) {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(client(i));
        }
        index(clients);
        long began = System.nanoTime();
        Sessions sessions = index(clients);
        double millis = (System.nanoTime() - began) / (double) TimeUnit.MILLISECONDS.toNanos(1);
        if (sessions.size() != count) {
            throw new IllegalStateException(sessions.size() + " of " + count + " clients are in the index");
        }
        return millis;
    }

    private static Client client(int number) {
        Grant grant = Grant.everything("user" + number).toBuilder()
                .holder(Holder.builder()
                        .issuer("your-auth-service")
                        .subject("user" + number)
                        .build())
                .build();
        ConnectRequest request = ConnectRequest.builder("c" + number, Protocol.RTMP, LIVE, Instant.EPOCH)
                .remoteAddress("192.0.2.1")
                .build();
        SessionState state =
                SessionState.granted(request, "live-jwt", new Decision.Allow(grant), "true\nlive-jwt\t1.1\tx", false);
        return new Client(
                "c" + number, new Object(), state.toMap(), Set.of(new StreamPath("live", "", "stream" + number)));
    }

    private static Sessions index(List<Client> clients) {
        Sessions sessions = new Sessions();
        Sessions.Census census = sessions.census(Kind.CONNECTION);
        clients.forEach(client -> census.meet(client.id(), client.handle(), client.session(), client.streams()));
        census.end();
        return sessions;
    }
}
