package io.stagedoor.red5.plugin.guard;

import static io.stagedoor.red5.plugin.guard.Fixtures.fake;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.red5.server.api.scope.IBroadcastScope;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.stream.IClientBroadcastStream;
import org.red5.server.api.stream.IStreamCapableConnection;
import org.red5.server.messaging.IProvider;

/** Red5 keeps the last publisher of a name. */
class ForgottenPublisherTest {

    /** A stream is its own provider, as Red5's is. */
    private interface Published extends IClientBroadcastStream, IProvider {}

    private final IStreamCapableConnection client = fake(IStreamCapableConnection.class, Map.of());
    private final IStreamCapableConnection another = fake(IStreamCapableConnection.class, Map.of());
    private final List<IProvider> providers = new ArrayList<>();
    private IClientBroadcastStream kept;
    private Runnable whileForgetting = () -> {};

    private final IBroadcastScope broadcast = fake(
            IBroadcastScope.class,
            Map.of(
                    "getProviders",
                    none -> List.copyOf(providers),
                    "getClientBroadcastStream",
                    none -> kept,
                    "setClientBroadcastStream",
                    one -> {
                        if (one[0] == null) {
                            whileForgetting.run();
                        }
                        kept = (IClientBroadcastStream) one[0];
                        return null;
                    }));

    private final IScope live =
            fake(IScope.class, Map.of("getBroadcastScope", one -> one[0].equals("a") ? broadcast : null));

    private static Published by(IStreamCapableConnection connection) {
        Published[] stream = new Published[1];
        stream[0] = fake(
                Published.class,
                Map.of(
                        "getConnection",
                        none -> connection,
                        "getPublishedName",
                        none -> "a",
                        "getProvider",
                        none -> stream[0]));
        return stream[0];
    }

    @Test
    void one_whose_stream_has_ended_is_forgotten() {
        kept = by(client);
        OpenStreams.forget(client, live, "a");
        assertThat(kept).isNull();
    }

    @Test
    void one_who_publishes_again_is_kept() {
        Published again = by(client);
        providers.add(again);
        kept = again;
        OpenStreams.forget(client, live, "a");
        assertThat(kept).isSameAs(again);
    }

    @Test
    void another_is_kept() {
        Published other = by(another);
        kept = other;
        OpenStreams.forget(client, live, "a");
        assertThat(kept).isSameAs(other);
    }

    @Test
    void one_who_comes_at_that_moment_is_put_back() {
        Published other = by(another);
        kept = by(client);
        whileForgetting = () -> providers.add(other);
        OpenStreams.forget(client, live, "a");
        assertThat(kept).isSameAs(other);
    }

    @Test
    void a_name_without_a_stream_does_no_harm() {
        OpenStreams.forget(client, live, "b");
        OpenStreams.forget(client, null, "a");
    }
}
