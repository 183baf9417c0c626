package io.stagedoor.benchmarks.stage;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.benchmarks.jwt.Tokens;
import io.stagedoor.core.revocation.Revoked;
import io.stagedoor.core.routing.BenchedRoutes;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.ticket.Tickets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bundles, with the application {@code live} judged by the JWT authenticator {@code live-jwt}. */
public final class Deciding implements AutoCloseable {

    /** The application. */
    public static final String APPLICATION = "live";

    /** Its authenticator. */
    public static final String AUTHENTICATOR = "live-jwt";

    /** Longer than any measurement: requests are made once. */
    private static final Duration FAR = Duration.ofHours(6);

    private final Stage stage = Stage.start();
    private final BenchedRoutes routes = new BenchedRoutes(stage.context(), stage::reference);
    private final Dispatcher dispatcher;

    /** Starts the bundles. */
    public Deciding() {
        this(Revoked.nobody());
    }

    /**
     * Starts the bundles.
     *
     * @param revoked who is out
     */
    public Deciding(Revoked revoked) {
        this(revoked, null, Map.of());
    }

    /**
     * Starts the bundles.
     *
     * @param application more of its properties
     */
    public Deciding(Map<String, ?> application) {
        this(Revoked.nobody(), null, application);
    }

    /**
     * Starts the bundles.
     *
     * @param tickets that the application accepts
     */
    public Deciding(Tickets tickets) {
        this(Revoked.nobody(), tickets, Map.of("tickets", "true"));
    }

    private Deciding(Revoked revoked, @Nullable Tickets tickets, Map<String, ?> application) {
        dispatcher = new Dispatcher(routes.router(), Clock.systemUTC(), revoked, tickets);
        configure(Map.of());
        routes.authenticator(AUTHENTICATOR).application(APPLICATION, AUTHENTICATOR, application);
    }

    /** Configures the authenticator anew: like always, but for these properties. */
    public void configure(Map<String, ?> changes) {
        Map<String, Object> properties = new HashMap<>(
                Map.of("name", AUTHENTICATOR, "jwtSecret", Tokens.SECRET, "expectedIssuer", Tokens.ISSUER));
        properties.putAll(changes);
        stage.configure("stagedoor.authenticator.jwt", "live", properties);
    }

    /** The bundles. */
    public Stage stage() {
        return stage;
    }

    /** The router, and what feeds it. */
    public BenchedRoutes routes() {
        return routes;
    }

    /** The dispatcher. */
    public Dispatcher dispatcher() {
        return dispatcher;
    }

    /** Routes a request and has it judged. */
    public Outcome decide(ConnectRequest request) {
        Router router = routes.router();
        return dispatcher.authenticate(
                router.route(request.path().application()).orElseThrow(), request);
    }

    /** A client with that token. */
    public static ConnectRequest request(String token) {
        return request(Credentials.of("jwt", "jwt", token), APPLICATION);
    }

    /** A client with these credentials that wants into the room of the token. */
    public static ConnectRequest request(Credentials credentials, String application) {
        return ConnectRequest.builder(
                        "c1",
                        Protocol.RTC,
                        new StreamPath(application, "room1", ""),
                        Instant.now().plus(FAR))
                .credentials(credentials)
                .remoteAddress("192.0.2.1")
                .build();
    }

    /** What the request is granted; fails if it is not. */
    public static Grant granted(Outcome outcome) {
        if (outcome.decision() instanceof Decision.Allow allow) {
            return allow.grant();
        }
        throw new IllegalStateException("not the right decision: " + outcome);
    }

    @Override
    public void close() {
        stage.close();
    }
}
