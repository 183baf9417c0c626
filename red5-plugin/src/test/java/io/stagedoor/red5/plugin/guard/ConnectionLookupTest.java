package io.stagedoor.red5.plugin.guard;

import static io.stagedoor.red5.plugin.guard.Fixtures.fake;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.Reference;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.filterchain.IoFilter.NextFilter;
import org.apache.mina.core.session.DummySession;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.filter.codec.ProtocolCodecFilter;
import org.junit.jupiter.api.Test;
import org.red5.server.net.IConnectionManager;
import org.red5.server.net.rtmp.RTMPConnection;
import org.red5.server.net.rtmp.codec.RTMPMinaCodecFactory;

class ConnectionLookupTest {

    private static final Object CONNECTION = "connection";

    private final IConnectionManager<?> red5 = fake(
            IConnectionManager.class,
            Map.of("getConnectionBySessionId", one -> one[0].equals("KNOWN") ? CONNECTION : null));
    private final ConnectionLookup lookup = ConnectionLookup.in(red5);

    private IoSession session(String id) {
        IoSession session = new DummySession();
        session.setAttribute(RTMPConnection.RTMP_SESSION_ID, id);
        lookup.serve(session);
        return session;
    }

    private static Object find(IoSession session, String id) {
        Object manager = ((Reference<?>) session.getAttribute(RTMPConnection.RTMP_CONN_MANAGER)).get();
        return ((IConnectionManager<?>) manager).getConnectionBySessionId(id);
    }

    /** MINA's filter with Red5's codec, of the version that this is compiled against: it calls a decoder that reads nothing for ever. */
    @Test
    void decoding_for_a_connection_that_is_gone_ends() {
        ProtocolCodecFilter filter = new ProtocolCodecFilter(new RTMPMinaCodecFactory());
        IoSession session = session("GONE");
        CompletableFuture<Void> decoding = CompletableFuture.runAsync(() -> ConnectionLookup.reading(session, () -> {
            try {
                filter.messageReceived(
                        fake(NextFilter.class, Map.of()),
                        session,
                        IoBuffer.allocate(8).put(new byte[8]).flip());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }));
        assertThatThrownBy(() -> decoding.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ConnectionLookup.Gone.class);
    }

    @Test
    void what_has_been_decoded_for_a_connection_that_is_gone_is_not_handled() {
        lookup.expect(session("KNOWN"));
        IoSession gone = session("GONE");
        assertThatThrownBy(() -> lookup.expect(gone)).isInstanceOf(ConnectionLookup.Gone.class);
    }

    @Test
    void the_lookup_of_a_connection_that_is_there_finds_it() {
        IoSession session = session("KNOWN");
        ConnectionLookup.reading(
                session, () -> assertThat(find(session, "KNOWN")).isSameAs(CONNECTION));
    }

    @Test
    void lookups_for_others_and_by_other_threads_find_nothing_and_end_nothing() {
        IoSession session = session("GONE");
        assertThat(find(session, "GONE")).isNull();
        ConnectionLookup.reading(session, () -> {
            assertThat(find(session, "OTHER")).isNull();
            assertThat(CompletableFuture.supplyAsync(() -> String.valueOf(find(session, "GONE")))
                            .join())
                    .isEqualTo("null");
        });
        assertThat(find(session, "GONE")).isNull();
    }
}
