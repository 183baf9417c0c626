package io.stagedoor.gateway.door;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.support.Eventually;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.ending.Rechecks;
import io.stagedoor.core.logout.Logouts;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.gateway.door.check.Checks;
import io.stagedoor.gateway.door.check.Playlists;
import io.stagedoor.gateway.door.codec.Codecs;
import io.stagedoor.gateway.door.guest.ConnectedGuests;
import io.stagedoor.gateway.door.guest.Ender;
import io.stagedoor.gateway.door.guest.Hooks;
import io.stagedoor.gateway.door.settings.ConfiguredServers;
import io.stagedoor.gateway.door.settings.Servers;
import io.stagedoor.gateway.hook.Ask;
import io.stagedoor.gateway.hook.Guest;
import io.stagedoor.gateway.hook.Guests;
import io.stagedoor.gateway.hook.Reply;
import io.stagedoor.http.HttpGate;
import io.stagedoor.http.Players;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The whole bundle but its sockets, its framework and its threads. An authenticator lets in whoever has the token {@code good}, as {@code bob}. */
final class Gatehouse {

    static final String SECRET = "0123456789abcdef0123456789abcdef-edge1";

    final Routes routes = new Routes();
    final Servers servers = new Servers();
    final Guests guests = new Guests(10);
    final List<Guest> ended = new ArrayList<>();
    final List<String> asked = new ArrayList<>();
    final Map<String, Decision> decisions = new HashMap<>(Map.of(
            "good", new Decision.Allow(Grant.everything("bob")),
            "old", new Decision.Deny(Reason.EXPIRED),
            "down", new Decision.Unavailable("backend")));
    Decision wanted = new Decision.Allow(Grant.everything("bob"));
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    Admissions admissions;
    Hooks hooks;
    Rechecks rechecks;
    private final Playlists playlists = new Playlists();
    final Strangers strangers = new Strangers();

    private final Path home;
    private final Audit audit;
    private Answers answers;

    final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private final Authenticator authenticator = new Authenticator() {
        @Override
        public Decision authenticate(ConnectRequest connect) {
            asked.add("connect " + connect.protocol() + " " + connect.path() + " " + connect.remoteAddress());
            String token = connect.credentials().token().map(Secret::reveal).orElse("");
            String password =
                    connect.credentials().password().map(Secret::reveal).orElse("");
            return decisions.getOrDefault(
                    token.isEmpty() ? password : token,
                    token.isEmpty() && password.isEmpty()
                            ? new Decision.Abstain()
                            : new Decision.Deny(Reason.BAD_CREDENTIALS));
        }

        @Override
        public Decision authorize(StreamRequest stream) {
            asked.add(stream.action() + " " + stream.path() + " " + stream.mode());
            return wanted;
        }

        @Override
        public void ended(StreamRequest stream) {
            asked.add("ended " + stream.action() + " " + stream.path());
        }
    };

    Gatehouse(Path home) {
        this.home = home;
        this.audit = Audits.in(home);
        routes.local("jwt", authenticator);
        routes.live();
        write("edge1.key", SECRET);
        begin();
    }

    /** As a bundle does that starts anew: only the guests are those of before. */
    void begin() {
        admissions = Admissions.withoutRevocations(routes.router, audit, clock);
        Ender ender = (guest, server, action, handles) -> ended.add(guest);
        hooks = new Hooks(admissions, guests, ender, () -> 66, clock);
        Players players = new Players(admissions, clock);
        players.in(guests.players());
        rechecks = admissions.rechecks(List.of(new ConnectedGuests(guests, ender), players));
        Checks checks = new Checks(
                admissions,
                guests.players(),
                patience -> new HttpGate(
                        admissions,
                        clock,
                        (application, address, token) -> Logouts.Answer.DONE,
                        () -> 66,
                        patience,
                        request -> false),
                () -> 66,
                playlists);
        answers = new Answers(servers, new Codecs(clock), hooks, checks, strangers);
    }

    void write(String name, String text) {
        try {
            Files.writeString(home.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Configures a server with the secret. */
    void server(String name, String kind, String... pairs) {
        Map<String, Object> properties = new HashMap<>(
                Map.of("kind", kind, "secretFile", home.resolve("edge1.key").toString()));
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put(pairs[i], pairs[i + 1]);
        }
        ConfiguredServers.put(servers, name, properties);
    }

    Reply ask(Ask ask) {
        return answers.answer(ask);
    }

    /** A hook of a server that shows its secret. */
    Reply hook(String kind, String server, String body) {
        return ask(post("/hooks/" + kind + "/" + server, "secret=" + SECRET, Map.of(), body));
    }

    static Ask post(String path, String query, Map<String, List<String>> headers, String body) {
        return new Ask("POST", path, query, headers, body.getBytes(StandardCharsets.UTF_8), "127.0.0.1", false);
    }

    /** A question of a proxy that shows its secret. */
    Reply check(String kind, String server, Map<String, String> headers) {
        return proxied("/check/" + kind + "/" + server, headers);
    }

    Reply proxied(String path, Map<String, String> headers) {
        Map<String, List<String>> all = new HashMap<>();
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        all.put("X-Stagedoor-Secret", List.of(SECRET));
        return ask(new Ask("GET", path, "", all, new byte[0], "127.0.0.1", false));
    }

    /** What the audit log has, once it has a text. */
    String audited(String text) {
        Path log = home.resolve("log").resolve("audit.log");
        Eventually.eventually(() -> read(log).contains(text));
        return read(log);
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void close() throws Exception {
        rechecks.close();
        playlists.close();
        Audits.close(audit);
    }
}
