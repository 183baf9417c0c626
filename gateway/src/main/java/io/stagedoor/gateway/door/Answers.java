package io.stagedoor.gateway.door;

import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.gateway.door.check.Checks;
import io.stagedoor.gateway.door.codec.Codec;
import io.stagedoor.gateway.door.codec.Codecs;
import io.stagedoor.gateway.door.codec.Hook;
import io.stagedoor.gateway.door.codec.Malformed;
import io.stagedoor.gateway.door.guest.Hooks;
import io.stagedoor.gateway.door.settings.ServerSettings;
import io.stagedoor.gateway.door.settings.Servers;
import io.stagedoor.gateway.hook.Ask;
import io.stagedoor.gateway.hook.Gate;
import io.stagedoor.gateway.hook.Reply;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what servers ask, once they have proven themselves: {@code /hooks/KIND/SERVER}, {@code /check/KIND/SERVER} and {@code /playlist/SERVER}.
 * Thread-safe.
 */
final class Answers implements Gate {

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final String HOOKS = "hooks";
    private static final String CHECK = "check";
    private static final String PLAYLIST = "playlist";
    private static final String PLAYLISTS = "/playlist/";
    private static final Set<String> WAYS = Set.of(HOOKS, CHECK, PLAYLIST);
    private static final Map<String, List<String>> NO_STORE = Map.of("Cache-Control", List.of("no-store"));
    private static final Reply UNKNOWN = Reply.refuse(404, NO_STORE).closing();
    private static final Reply UNPROVEN = Reply.refuse(403, NO_STORE).closing();

    private final Servers servers;
    private final Codecs codecs;
    private final Hooks hooks;
    private final Checks checks;
    private final Strangers strangers;

    Answers(Servers servers, Codecs codecs, Hooks hooks, Checks checks, Strangers strangers) {
        this.servers = servers;
        this.codecs = codecs;
        this.hooks = hooks;
        this.checks = checks;
        this.strangers = strangers;
    }

    /**
     * Where a request goes to.
     *
     * @param way {@link #HOOKS}, {@link #CHECK} or {@link #PLAYLIST}
     * @param kind empty for a playlist
     * @param rest what stands behind the name of the server: empty, or begins with {@code /}
     */
    private record Target(String way, String kind, String server, String rest) {

        static Optional<Target> of(String path) {
            if (path.startsWith(PLAYLISTS)) { // the kind is that of the server: it is asked by a proxy of its own
                String[] elements = path.substring(PLAYLISTS.length()).split("/", 2);
                return Optional.of(new Target(PLAYLIST, "", elements[0], elements.length < 2 ? "" : "/" + elements[1]));
            }
            String[] elements = path.split("/", 5);
            if (elements.length < 4 || !elements[0].isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(
                    new Target(elements[1], elements[2], elements[3], elements.length < 5 ? "" : "/" + elements[4]));
        }
    }

    @Override
    public Reply answer(Ask ask) {
        Optional<Target> target = Target.of(ask.path());
        Optional<ServerSettings> found = target.flatMap(this::find);
        if (found.isEmpty()) {
            strangers.unknown(ask.address());
            return UNKNOWN;
        }
        ServerSettings server = found.get();
        Optional<String> flaw = Proof.flaw(ask, server);
        if (flaw.isPresent()) {
            strangers.unproven(server.name(), ask.address(), flaw.get());
            return UNPROVEN;
        }
        if (server.kind().isHook()) {
            return hook(ask, server);
        }
        String rest = target.get().rest();
        return target.get().way().equals(PLAYLIST)
                ? checks.playlist(ask, server, rest)
                : checks.answer(ask, server, rest);
    }

    private Optional<ServerSettings> find(Target to) {
        return servers.find(to.server())
                .filter(server ->
                        to.way().equals(PLAYLIST) || server.kind().text().equals(to.kind()))
                .filter(server -> server.kind().isHook() == to.way().equals(HOOKS))
                .filter(server -> WAYS.contains(to.way()));
    }

    private Reply hook(Ask ask, ServerSettings server) {
        Codec codec = codecs.of(server.kind());
        Hook hook;
        try {
            hook = codec.read(ask, server);
        } catch (Malformed e) {
            strangers.malformed(server.name(), e.flaw());
            return codec.refuse();
        }
        try {
            return hooks.answer(server, codec, hook);
        } catch (RuntimeException e) { // a mistake in the code, whatever was asked
            LOG.error("Could not answer a hook of server '{}': it was refused.", server.name(), Redacted.of(e));
            return codec.refuse();
        }
    }
}
