package io.stagedoor.cli.demo;

import io.stagedoor.auth.Secret;
import io.stagedoor.cli.rtmp.Answer;
import io.stagedoor.cli.rtmp.Received;
import io.stagedoor.cli.rtmp.RtmpClient;
import io.stagedoor.cli.secret.SharedSecret;
import io.stagedoor.cli.token.TokenMaker;
import io.stagedoor.cli.token.TokenRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What the clients of the demo try, and what must come of it. */
final class Scenes {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int PICTURES = 30;
    private static final String ROOM = "room1";
    private static final String STREAM = "show";

    private final Transcript transcript;
    private final AuditLog audit;
    private final String url;
    private final Clock clock = Clock.systemUTC();
    private final TokenMaker tokens;

    Scenes(Transcript transcript, AuditLog audit, String url, Secret secret) {
        this.transcript = transcript;
        this.audit = audit;
        this.url = url;
        this.tokens = new TokenMaker(secret, clock);
    }

    /** A token that is good for a while. */
    String token(String subject, List<String> roles, List<String> rooms, Duration ttl) {
        return token(tokens, subject, roles, rooms, clock.instant().plus(ttl));
    }

    private static String token(
            TokenMaker maker, String subject, List<String> roles, List<String> rooms, Instant expires) {
        return maker.make(new TokenRequest(subject, "", "", roles, List.of(), rooms, expires));
    }

    /** One publishes, another watches, and everything arrives. */
    void allowed() throws InterruptedException {
        String alice = token("alice", List.of(TokenRequest.PUBLISHER), List.of(ROOM), Duration.ofMinutes(1));
        String bob = token("bob", List.of(TokenRequest.SUBSCRIBER), List.of(ROOM), Duration.ofMinutes(1));
        try (RtmpClient publisher = new RtmpClient(PATIENCE);
                RtmpClient player = new RtmpClient(PATIENCE)) {
            // One carries its token in the connect URL, as encoders do, the other among the arguments, as the SDKs do.
            Answer published = publisher.connect(room(ROOM) + "?token=" + alice);
            if (published.accepted()) {
                published = publisher.publish(STREAM, "live");
            }
            tell("alice, publisher of " + ROOM, "publishes " + ROOM + "/" + STREAM, published);
            Answer played = player.connect(room(ROOM), "jwt", "jwt", bob);
            if (played.accepted()) {
                played = player.play(STREAM);
            }
            tell("bob, subscriber of " + ROOM, "plays " + ROOM + "/" + STREAM, played);
            if (published.accepted() && played.accepted()) {
                stream(publisher, player);
            }
        }
    }

    private void tell(String who, String what, Answer answer) {
        transcript.attempt(who, what, answer.code(), answer.accepted());
    }

    private void stream(RtmpClient publisher, RtmpClient player) throws InterruptedException {
        for (int number = 0; number < PICTURES; number++) {
            publisher.send(TestPattern.picture(number));
            publisher.send(TestPattern.sound(number));
            TimeUnit.MILLISECONDS.sleep(1000 / TestPattern.FRAMES_PER_SECOND);
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!complete(player.received()) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        Received received = player.received();
        transcript.attempt(
                "bob",
                "has received",
                received.video() + " pictures and " + received.audio() + " sounds of " + PICTURES + ", "
                        + received.bytes() / 1024 + " KiB",
                complete(received));
    }

    private static boolean complete(Received received) {
        return received.video() >= PICTURES && received.audio() >= PICTURES;
    }

    /** Everyone who must stay out. */
    void refused() throws IOException, InterruptedException {
        List<String> both = List.of();
        Duration minute = Duration.ofMinutes(1);
        String expired = token(tokens, "carol", both, List.of(), clock.instant().minus(minute));
        TokenMaker stranger = new TokenMaker(SharedSecret.random(), clock);
        String forged =
                token(stranger, "mallory", both, List.of(), clock.instant().plus(minute));
        String subscriber = token("bob", List.of(TokenRequest.SUBSCRIBER), List.of(ROOM), minute);
        String publisher = token("alice", List.of(TokenRequest.PUBLISHER), List.of(ROOM), minute);
        refusedConnect("somebody without a token", url, "NO_CREDENTIALS");
        refusedConnect("carol, whose token has expired", room(ROOM) + "?token=" + expired, "EXPIRED");
        refusedConnect("mallory, who made his own token", room(ROOM) + "?token=" + forged, "BAD_SIGNATURE");
        refusedConnect("alice, publisher of " + ROOM, room("room2") + "?token=" + publisher, "ROOM_NOT_ALLOWED");
        refusedPublish("bob, subscriber of " + ROOM, room(ROOM) + "?token=" + subscriber, STREAM, "ROLE_NOT_ALLOWED");
        refusedPublish("alice, publisher of " + ROOM, url + "?token=" + publisher, "room2/x", "ROOM_NOT_ALLOWED");
    }

    /** What the users of the sample backend may do, and what not. */
    void backend() throws IOException, InterruptedException {
        String alice = url + "?username=alice&password=alice-sample";
        try (RtmpClient client = new RtmpClient(PATIENCE)) {
            Answer answer = client.connect(alice);
            if (answer.accepted()) {
                answer = client.publish("asked", "live");
            }
            tell("alice, with her password", "publishes asked in live", answer);
        }
        refusedPublish("alice, with another password", alice + "x", "asked", "BAD_CREDENTIALS");
        String bob = url + "?username=bob&password=bob-sample";
        refusedPublish("bob, who may only watch", bob, "asked", "BAD_CREDENTIALS");
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
            String what = "publishes " + stream + " in " + path(target);
            tellRefusal(who, what, answer, "NetStream.Publish.BadName", reason);
        }
    }

    private void tellRefusal(String who, String what, Answer answer, String code, String reason)
            throws IOException, InterruptedException {
        Optional<String> audited = audit.nextRefusal();
        transcript.attempt(
                who,
                what,
                answer.code() + ", because " + audited.orElse("of what the audit log does not tell"),
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
