package io.stagedoor.cli.demo;

import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.demo.Visitors.Change;
import io.stagedoor.cli.demo.Visitors.Visit;
import io.stagedoor.cli.secret.Rotation;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;

/** The server is changed under a running stream: what clients see who come before, meanwhile and after. */
final class SwitchScenes {

    /** Long enough to show on a slow machine that both secrets are good, and not long to wait for. */
    private static final Duration OVERLAP = Duration.ofSeconds(10);

    /** An old secret may be taken so long beyond its end. */
    private static final Duration AT_MOST = Duration.ofSeconds(1);

    private static final Duration TOKEN = Duration.ofMinutes(2);
    private static final String DAVE = "dave, token";
    private static final String ERIN = "erin, password";
    private static final String OLD = "dave, old secret";
    private static final String NEW = "frank, new secret";

    private final Transcript transcript;
    private final Visitors visitors;
    private final Scenes scenes;
    private final RunningStream stream;
    private final DemoHome home;
    private int shown;

    SwitchScenes(Transcript transcript, Visitors visitors, Scenes scenes, RunningStream stream, DemoHome home) {
        this.transcript = transcript;
        this.visitors = visitors;
        this.scenes = scenes;
        this.stream = stream;
        this.home = home;
    }

    /** Passwords decide, and tokens no more. */
    void passwords() throws IOException, InterruptedException {
        begin(
                "Passwords decide instead of tokens",
                "one line in one file; it applies to decisions that begin after the change");
        String dave = withToken("dave");
        decideBy(DemoHome.USERS, dave);
        refused(DAVE, dave, "ALL_ABSTAINED");
        allowed(ERIN, withPassword(home.password()), DemoHome.USERS);
        refused("erin, wrong password", withPassword("guessed"), "BAD_CREDENTIALS");
        streamGoesOn();
    }

    /** The line of before is written again. */
    void tokensAgain() throws IOException, InterruptedException {
        begin("And back again", "writes the earlier line again: a change can be undone as quickly");
        decideBy(home.chain(), withPassword(home.password()));
        allowed(DAVE, withToken("dave"), DemoHome.TOKENS);
        if (!home.asksBackend()) {
            refused(ERIN, withPassword(home.password()), "ALL_ABSTAINED");
        }
        streamGoesOn();
    }

    /** Another secret signs tokens; the old one is good for a while, and then no more. */
    void rotation() throws IOException, InterruptedException {
        begin(
                "The secret is rotated, and the old one stays valid for " + OVERLAP.toSeconds() + " s",
                "your token service gets time to switch; the old secret then expires by itself");
        String old = withToken("dave");
        Audited before = audited(old);
        Rotation.Done done = home.rotate(OVERLAP);
        transcript.fact("command", "./stagedoor secret rotate --overlap " + OVERLAP.toSeconds() + "s \\");
        transcript.fact("", "  --config " + path(DemoHome.AUTHENTICATOR_FILE));
        transcript.fact("file", path(DemoHome.AUTHENTICATOR_FILE) + ":");
        transcript.fact("", "a new jwtSecretFile, the old one in previousSecrets");
        takenUp(old, before, line -> !line.settings().equals(before.settings()));
        allowed(OLD, old, DemoHome.TOKENS);
        allowed(NEW, withToken("frank"), DemoHome.TOKENS);
        overlapEnds(old, done.acceptUntil());
        refused(OLD, old, "BAD_SIGNATURE");
        allowed(NEW, withToken("frank"), DemoHome.TOKENS);
        streamGoesOn();
    }

    /** The jar of an authenticator is written again, as its next release would be. */
    void bundle() throws IOException, InterruptedException {
        begin(
                "The authenticator's bundle is updated",
                "a fix needs no maintenance window: clients wait while the bundle restarts");
        String frank = withToken("frank");
        Audited before = audited(frank);
        transcript.fact("file", home.overwriteBundle() + " is overwritten, as an update would do");
        takenUp(frank, before, line -> !line.service().equals(before.service()));
        allowed("frank, token", frank, DemoHome.TOKENS);
        refused("client without token", scenes.url(), "NO_CREDENTIALS");
        streamGoesOn();
    }

    private void begin(String title, String why) {
        transcript.say("");
        transcript.say(title + ", while alice and bob stream");
        transcript.fact("why", why);
        shown = stream.received();
    }

    private void decideBy(String authenticators, String client) throws IOException, InterruptedException {
        Audited before = audited(client);
        home.decideBy(authenticators);
        transcript.fact("file", path(DemoHome.APPLICATION_FILE) + ": authenticator=" + authenticators);
        takenUp(client, before, line -> line.generation() > before.generation());
    }

    /** Who comes before the change is in force is let in by what was before, each of them. */
    private void takenUp(String client, Audited before, Predicate<Audited> byNew)
            throws IOException, InterruptedException {
        // Two settings with a hyphen between them: they changed during that very decision.
        Change change =
                visitors.connectUntil(client, byNew.and(line -> !line.settings().contains("-")));
        transcript.attempt(
                "the server",
                "applies the change",
                (change.first().isPresent() ? "after " : "not within ") + change.millis() + " ms; " + change.before()
                        + " connected before, " + change.refused() + " refused",
                change.first().isPresent() && change.refused() == 0);
        change.first().ifPresent(now -> transcript.fact("audit", difference(before, now)));
    }

    /** How a reader of the audit log tells decisions before the change from those behind it. */
    private static String difference(Audited before, Audited now) {
        boolean sameTable = before.generation() == now.generation();
        return sameTable
                ? "settings " + before.settings() + " before, " + now.settings() + " after"
                : "generation " + before.generation() + " before, " + now.generation() + " after";
    }

    private void overlapEnds(String old, Instant end) throws IOException, InterruptedException {
        Change change = visitors.connectUntil(old, line -> !line.allowed());
        boolean inTime = change.first()
                .filter(line -> !line.time().isBefore(end) && !line.time().isAfter(end.plus(AT_MOST)))
                .isPresent();
        String refusedAt = change.first()
                .map(line -> time(line.time().truncatedTo(ChronoUnit.MILLIS)))
                .orElse("missing");
        transcript.attempt(
                "the old secret",
                "ends at " + time(end),
                change.before() + " connected before; first refusal " + refusedAt,
                inTime && change.refused() == 0);
    }

    /** The time of day, in UTC. */
    private static String time(Instant instant) {
        return instant.toString().replaceFirst(".*T", "");
    }

    private void streamGoesOn() throws InterruptedException {
        int now = stream.awaitReceived(shown + 1);
        transcript.attempt(
                "bob",
                "keeps watching",
                now - shown + " video and audio frames received, gap " + stream.widestGapMillis() + " ms",
                now > shown && stream.isContinuous() && stream.isUncut());
    }

    private void allowed(String who, String target, String authenticator) throws IOException, InterruptedException {
        Visit visit = visitors.connect(target);
        transcript.attempt(who, "connects to live", visit.outcome(), visit.allowed(authenticator));
    }

    private void refused(String who, String target, String reason) throws IOException, InterruptedException {
        Visit visit = visitors.connect(target);
        transcript.attempt(who, "connects to live", visit.outcome(), visit.refused(reason));
    }

    private Audited audited(String client) throws IOException, InterruptedException {
        return visitors.connect(client)
                .audited()
                .orElseThrow(() -> new CommandException("the audit log has no line for a client that connected; see "
                        + home.home().serverLog()));
    }

    private static String path(String file) {
        return "stagedoor/conf/" + file;
    }

    private String withToken(String subject) {
        return scenes.url() + "?token=" + scenes.token(subject, List.of(), List.of(), TOKEN);
    }

    private String withPassword(String password) {
        return scenes.url() + "?username=" + DemoHome.USER + "&password="
                + URLEncoder.encode(password, StandardCharsets.UTF_8);
    }
}
