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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what servers ask, once they have proven themselves: {@code /hooks/KIND/SERVER} and {@code /check/KIND/SERVER}. Thread-safe. */
final class Answers implements Gate {

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final String HOOKS = "hooks";
    private static final String CHECK = "check";
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
     * @param way {@link #HOOKS} or {@link #CHECK}
     * @param rest what stands behind the name of the server: empty, or begins with {@code /}
     */
    private record Target(String way, String kind, String server, String rest) {

        static Optional<Target> of(String path) {
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
        Optional<ServerSettings> found = target.flatMap(to -> servers.find(to.server())
                .filter(server -> server.kind().text().equals(to.kind()))
                .filter(server -> to.way().equals(server.kind().isHook() ? HOOKS : CHECK)));
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
        return server.kind().isHook()
                ? hook(ask, server)
                : checks.answer(ask, server, target.get().rest());
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
