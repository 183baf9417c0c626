package io.stagedoor.gateway.launcher;

import io.stagedoor.gateway.hook.Ask;
import io.stagedoor.gateway.hook.Gate;
import io.stagedoor.gateway.hook.Guests;
import io.stagedoor.gateway.hook.Reply;
import io.stagedoor.host.DoorStatus;
import io.stagedoor.host.FrameworkLoader;
import io.stagedoor.host.Gates;
import io.stagedoor.host.Outage;
import io.stagedoor.host.Server;
import io.stagedoor.host.log.StagedoorLog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** A running gateway: first the framework, whose bundle decides, then the sockets. It refuses whatever nobody decides. */
final class Gateway implements AutoCloseable {

    private static final Logger LOG = StagedoorLog.logger(Gateway.class);
    private static final String BUNDLE = "gateway.jar";

    /** What bundles see of it. */
    static final Map<String, String> PACKAGES = Map.of(Gate.class.getPackageName(), Gate.VERSION);

    /** On a busy machine the bundle and what it needs take seconds to start anew. */
    private static final Duration SWAP_GRACE = Duration.ofSeconds(5);

    private static final int MOST_GUESTS = 100_000;
    /** Nobody decides: no 5xx, for which some proxies can be told to let everybody in. */
    private static final Reply REFUSED = Reply.refuse(403, Map.of("Cache-Control", List.of("no-store")));

    private final Outage outage = Outage.atStart();
    private final Gates<Gate> gates = new Gates<>(BUNDLE, outage);
    private final DoorStatus status;
    private volatile @Nullable AutoCloseable framework;
    private @Nullable HttpListener listener;

    private Gateway() {
        gates.grace(SWAP_GRACE);
        status = DoorStatus.publish(() -> framework, () -> gates.isOpen() ? "" : outage.cause(), Set::of);
    }

    /**
     * Starts one.
     *
     * @throws IOException if the framework does not start, or the address cannot be had
     */
    static Gateway start(Arguments arguments) throws IOException, ReflectiveOperationException {
        Path home = arguments.home().resolve("stagedoor");
        StagedoorLog.open(home.resolve("log"));
        Gateway gateway = new Gateway();
        boolean started = false;
        try {
            gateway.framework = FrameworkLoader.start(home, gateway.server());
            HttpListener listener =
                    HttpListener.open(arguments.listen(), arguments.encryption().map(Encrypting::by), gateway::answer);
            gateway.listener = listener;
            LOG.info(
                    "Gateway listens on {}://{}.",
                    arguments.encryption().isPresent() ? "https" : "http",
                    shown(listener.address()));
            started = true;
            return gateway;
        } finally {
            if (!started) {
                gateway.close();
            }
        }
    }

    private Server server() {
        return new Server(
                BUNDLE,
                PACKAGES,
                true,
                Gate.class,
                Map.of(Guests.class, new Guests(MOST_GUESTS)),
                gate -> gates.set((Gate) gate),
                outage::because);
    }

    private Reply answer(Ask ask) {
        return gates.ask(gate -> gate.answer(ask), Reply::allows, REFUSED);
    }

    private static String shown(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return java.util.Objects.requireNonNull(listener).address();
    }

    /** Takes no request any more, and stops the bundles; in bounded time. */
    @Override
    public void close() {
        outage.because("the gateway is stopping");
        HttpListener open = listener;
        if (open != null) {
            open.close();
        }
        gates.close();
        AutoCloseable running = framework;
        if (running != null) {
            try {
                running.close();
            } catch (Exception e) {
                LOG.warn("The OSGi framework did not stop cleanly.", e);
            }
        }
        status.close();
        StagedoorLog.close();
    }
}
