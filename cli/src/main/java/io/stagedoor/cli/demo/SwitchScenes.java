package io.stagedoor.cli.demo;

import io.stagedoor.cli.CommandException;
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
    private static final String DAVE = "dave, with a token";
    private static final String ERIN = "erin, with her password";
    private static final String OLD = "dave, by the old secret";
    private static final String NEW = "frank, by the new secret";

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
                "a change is one line in one file, and counts for decisions that begin after it");
        String dave = withToken("dave");
        decideBy(DemoHome.USERS, dave);
        refused(DAVE, dave, "ALL_ABSTAINED");
        allowed(ERIN, withPassword(home.password()), DemoHome.USERS);
        refused("erin, with another one", withPassword("guessed"), "BAD_CREDENTIALS");
        streamGoesOn();
    }

    /** The line of before is written again. */
    void tokensAgain() throws IOException, InterruptedException {
        begin("And back again", "what can be undone can be tried: the line of before is written again");
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
                "Another secret signs the tokens, and the old one is good for " + OVERLAP.toSeconds() + " s more",
                "whoever makes tokens needs time to learn the new one; the end comes without a further change");
        String old = withToken("dave");
        Audited before = audited(old);
        Rotation.Done done = home.rotate(OVERLAP);
        transcript.fact(
                "command",
                "./stagedoor secret rotate --config " + path(DemoHome.AUTHENTICATOR_FILE) + " --overlap "
                        + OVERLAP.toSeconds() + "s");
        transcript.fact("file", path(DemoHome.AUTHENTICATOR_FILE) + ": a new jwtSecretFile, the old one as a previous");
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
                "a fix need not wait for the night: who comes while the bundle is away is held, not refused");
        String frank = withToken("frank");
        Audited before = audited(frank);
        transcript.fact("file", home.overwriteBundle() + ": written again, as its next release would be");
        takenUp(frank, before, line -> !line.service().equals(before.service()));
        allowed("frank, with a token", frank, DemoHome.TOKENS);
        refused("somebody without a token", scenes.url(), "NO_CREDENTIALS");
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
                "takes the change up",
                (change.first().isPresent() ? "after " : "not within ") + change.millis() + " ms; meanwhile "
                        + change.before() + " connected as before, " + change.refused() + " refused",
                change.first().isPresent() && change.refused() == 0);
        change.first().ifPresent(now -> transcript.fact("audit", difference(before, now)));
    }

    /** How a reader of the audit log tells decisions before the change from those behind it. */
    private static String difference(Audited before, Audited now) {
        boolean sameTable = before.generation() == now.generation();
        return sameTable
                ? "settings " + before.settings() + " until now, " + now.settings() + " from now on"
                : "generation " + before.generation() + " until now, " + now.generation() + " from now on";
    }

    private void overlapEnds(String old, Instant end) throws IOException, InterruptedException {
        Change change = visitors.connectUntil(old, line -> !line.allowed());
        boolean inTime = change.first()
                .filter(line -> !line.time().isBefore(end) && !line.time().isAfter(end.plus(AT_MOST)))
                .isPresent();
        String refusedAt = change.first()
                .map(line -> line.time().truncatedTo(ChronoUnit.MILLIS).toString())
                .orElse("no time");
        transcript.attempt(
                "the old secret",
                "ends at " + end,
                change.before() + " more connected by it; first refused at " + refusedAt,
                inTime && change.refused() == 0);
    }

    private void streamGoesOn() throws InterruptedException {
        int now = stream.awaitReceived(shown + 1);
        transcript.attempt(
                "bob",
                "goes on watching",
                now - shown + " pictures and sounds meanwhile, widest gap " + stream.widestGapMillis() + " ms",
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
                .orElseThrow(() -> new CommandException("The audit log does not tell of a client that came; see "
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
