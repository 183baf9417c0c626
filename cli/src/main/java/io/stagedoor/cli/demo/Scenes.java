package io.stagedoor.cli.demo;

import io.stagedoor.auth.Secret;
import io.stagedoor.cli.rtmp.Answer;
import io.stagedoor.cli.rtmp.RtmpClient;
import io.stagedoor.cli.secret.SharedSecret;
import io.stagedoor.cli.token.TokenMaker;
import io.stagedoor.cli.token.TokenRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What the clients of the demo try, and what must come of it. */
final class Scenes {

    /** How long anybody waits for an answer. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int PICTURES = 30;
    private static final String ROOM = "room1";
    private static final String STREAM = "show";

    private final Transcript transcript;
    private final AuditLog audit;
    private final String url;
    private final Supplier<Secret> secret;
    private final Clock clock = Clock.systemUTC();

    /**
     * The scenes of one server.
     *
     * @param url where the application is
     * @param secret what tokens are signed with at the moment
     */
    Scenes(Transcript transcript, AuditLog audit, String url, Supplier<Secret> secret) {
        this.transcript = transcript;
        this.audit = audit;
        this.url = url;
        this.secret = secret;
    }

    String url() {
        return url;
    }

    /** A token that is good for a while. */
    String token(String subject, List<String> roles, List<String> rooms, Duration ttl) {
        return token(tokens(), subject, roles, rooms, clock.instant().plus(ttl));
    }

    private TokenMaker tokens() {
        return new TokenMaker(secret.get(), clock);
    }

    private static String token(
            TokenMaker maker, String subject, List<String> roles, List<String> rooms, Instant expires) {
        return maker.make(new TokenRequest(subject, "", "", List.of(), roles, List.of(), rooms, Map.of(), expires));
    }

    /** One publishes, another watches, and both keep on. */
    void allowed(RunningStream stream) throws InterruptedException {
        String alice = token("alice", List.of(TokenRequest.PUBLISHER), List.of(ROOM), Duration.ofMinutes(1));
        String bob = token("bob", List.of(TokenRequest.SUBSCRIBER), List.of(ROOM), Duration.ofMinutes(1));
        // One carries its token in the connect URL, as encoders do, the other among the arguments, as the SDKs do.
        Answer published = stream.publish(room(ROOM) + "?token=" + alice, STREAM);
        tell("alice, publisher", "publishes " + ROOM + "/" + STREAM, published);
        Answer played = stream.play(room(ROOM), STREAM, "jwt", "jwt", bob);
        tell("bob, subscriber", "plays " + ROOM + "/" + STREAM, played);
        if (published.accepted() && played.accepted()) {
            stream.begin();
            int received = stream.awaitReceived(PICTURES);
            transcript.attempt("bob", "receives", received + " video and audio frames so far", received >= PICTURES);
        }
    }

    /** What has become of the two in the end. */
    void streamed(RunningStream stream) throws InterruptedException {
        boolean couldSend = stream.end();
        int sent = stream.sent();
        int received = stream.awaitReceived(sent);
        transcript.attempt(
                "bob",
                "received",
                received + " of " + sent + " video and audio frames, " + stream.receivedBytes() / 1024 + " KiB",
                received == sent && couldSend);
        transcript.attempt(
                "bob",
                "largest gap",
                stream.widestGapMillis() + " ms" + (stream.isContinuous() ? ", as in the source" : ""),
                stream.isContinuous());
        transcript.attempt("alice and bob", "disconnects:", stream.isUncut() ? "0" : "1 or more", stream.isUncut());
    }

    private void tell(String who, String what, Answer answer) {
        transcript.attempt(who, what, answer.code(), answer.accepted());
    }

    /** Everyone who must stay out. */
    void refused() throws IOException, InterruptedException {
        List<String> both = List.of();
        Duration minute = Duration.ofMinutes(1);
        String expired =
                token(tokens(), "carol", both, List.of(), clock.instant().minus(minute));
        TokenMaker stranger = new TokenMaker(SharedSecret.random(), clock);
        String forged =
                token(stranger, "mallory", both, List.of(), clock.instant().plus(minute));
        String subscriber = token("bob", List.of(TokenRequest.SUBSCRIBER), List.of(ROOM), minute);
        String publisher = token("alice", List.of(TokenRequest.PUBLISHER), List.of(ROOM), minute);
        refusedConnect("client without token", url, "NO_CREDENTIALS");
        refusedConnect("carol, expired token", room(ROOM) + "?token=" + expired, "EXPIRED");
        refusedConnect("mallory, forged token", room(ROOM) + "?token=" + forged, "BAD_SIGNATURE");
        refusedConnect("alice, publisher", room("room2") + "?token=" + publisher, "ROOM_NOT_ALLOWED");
        refusedPublish("bob, subscriber", room(ROOM) + "?token=" + subscriber, STREAM, "ROLE_NOT_ALLOWED");
        refusedPublish("alice, publisher", url + "?token=" + publisher, "room2/x", "ROOM_NOT_ALLOWED");
    }

    /** What the users of the sample backend may do, and what not. */
    void backend() throws IOException, InterruptedException {
        String alice = url + "?username=alice&password=alice-sample";
        try (RtmpClient client = new RtmpClient(PATIENCE)) {
            Answer answer = client.connect(alice);
            if (answer.accepted()) {
                answer = client.publish("asked", "live");
            }
            tell("alice, password", "publishes live/asked", answer);
        }
        refusedPublish("alice, wrong password", alice + "x", "asked", "BAD_CREDENTIALS");
        String bob = url + "?username=bob&password=bob-sample";
        refusedPublish("bob, may only watch", bob, "asked", "BAD_CREDENTIALS");
    }

    private void refusedConnect(String who, String target, String reason) throws IOException, InterruptedException {
        audit.skip();
        try (RtmpClient client = new RtmpClient(PATIENCE)) {
            Answer answer = client.connect(target);
            tellRefusal(who, "connects to " + path(target), answer, "NetConnection.Connect.Rejected", reason);
        }
    }

    private void refusedPublish(String who, String target, String stream, String reason)
            throws IOException, InterruptedException {
        audit.skip();
        try (RtmpClient client = new RtmpClient(PATIENCE)) {
            Answer answer = client.connect(target);
            if (answer.accepted()) {
                answer = client.publish(stream, "live");
            }
            String what = "publishes " + path(target) + "/" + stream;
            tellRefusal(who, what, answer, "NetStream.Publish.BadName", reason);
        }
    }

    private void tellRefusal(String who, String what, Answer answer, String code, String reason)
            throws IOException, InterruptedException {
        Optional<String> audited = audit.nextRefusal().map(Audited::reason);
        transcript.attempt(
                who,
                what,
                answer.code() + ": " + audited.orElse("not in the audit log"),
                !answer.accepted() && answer.code().equals(code) && audited.equals(Optional.of(reason)));
    }

    private String room(String name) {
        return url + "/" + name;
    }

    private static String path(String target) {
        String withoutQuery = target.replaceFirst("\\?.*", "");
        return withoutQuery.substring(withoutQuery.indexOf("/live") + 1);
    }
}
