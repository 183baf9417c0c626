package io.stagedoor.red5.bridge;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.question.Requests;
import io.stagedoor.core.revocation.Memory;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.ticket.Tickets;
import io.stagedoor.http.HttpGate;
import io.stagedoor.red5.bridge.gate.BridgeGate;
import io.stagedoor.red5.bridge.http.RtmptBinding;
import io.stagedoor.red5.bridge.settings.ServerSettings;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gates of an application that makes tickets of the token {@code good}, and an authenticator that remembers what it was asked. */
public final class TicketFixtures {

    public final List<ConnectRequest> asked = new ArrayList<>();
    public final List<StreamRequest> wanted = new ArrayList<>();
    public final Memory store = new Memory();
    public final Tickets tickets = new Tickets(Clock.systemUTC(), System::nanoTime);
    public final Instant end = Instant.now().plusSeconds(600);
    /** What the token is granted. */
    public Decision.Allow granted = new Decision.Allow(Grant.everything("bob").toBuilder()
                    .holder(Holder.builder().subject("bob").tokenId("t").build())
                    .build())
            .withStanding(new Decision.Standing(end, "b"));

    public Decision forStreams = new Decision.Allow(Grant.everything("bob"));
    public BridgeGate gate;
    public HttpGate http;

    private final Audit audit;

    private final Authenticator authenticator = new Authenticator() {
        @Override
        public Decision authenticate(ConnectRequest request) {
            asked.add(request);
            return request.credentials()
                            .token()
                            .filter(token -> token.reveal().equals("good"))
                            .isPresent()
                    ? granted
                    : new Decision.Abstain();
        }

        @Override
        public Decision authorize(StreamRequest request) {
            wanted.add(request);
            return forStreams;
        }

        @Override
        public Optional<Boolean> stands(String basis) {
            return Optional.of(basis.equals("b"));
        }
    };

    /** @param audit of the gates */
    public TicketFixtures(Audit audit) {
        this.audit = audit;
        tickets.bindStore(store);
        configured();
    }

    /** The application {@code live} with tickets as stream keys, and these properties. */
    public void configured(String... pairs) {
        Map<String, Object> properties = new HashMap<>(
                Map.of("application", "live", "authenticator", "jwt", "tickets", "true", "streamKeyTickets", "true"));
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put(pairs[i], pairs[i + 1]);
        }
        Routes routes = new Routes();
        routes.application(properties);
        routes.local("jwt", authenticator);
        Admissions admissions =
                new Admissions(routes.router, audit, new Memory().revocations(), tickets, Clock.systemUTC());
        store.places.groups.clear(); // places do not outlive the core that has them
        admissions.bindStore(store);
        http = new HttpGate(
                admissions,
                Clock.systemUTC(),
                Red5Fixtures.NO_LOGOUTS,
                () -> 66,
                Requests.PATIENT,
                RtmptBinding::isTunnel);
        gate = new BridgeGate(admissions, http, new ServerSettings(Map.of()), null);
    }
}
