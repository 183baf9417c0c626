package io.stagedoor.red5.plugin.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.mina.core.buffer.IoBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.red5.server.net.rtmp.RTMPConnection;
import org.red5.server.net.rtmp.RTMPMinaConnection;
import org.red5.server.net.rtmp.codec.RTMP;
import org.red5.server.net.rtmp.codec.RTMPProtocolDecoder;
import org.red5.server.net.rtmpt.codec.RTMPTProtocolDecoder;
import org.springframework.context.support.GenericApplicationContext;

/** Red5's own decoder, of the version that this is compiled against: it asks a closed connection's state without an end. */
class DecodeStateTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** A message about a stream that ends, whole, twice. */
    private static final byte[] MESSAGES = {
        2, 0, 0, 0, 0, 0, 4, 3, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 4, 3, 0, 0, 0, 0, 0, 0, 0, 2
    };

    private final GenericApplicationContext context = new GenericApplicationContext();
    private RTMPConnection connection;

    @BeforeEach
    void connect() throws Exception {
        context.registerBean(RTMPMinaConnection.class, definition -> definition.setScope("prototype"));
        context.refresh();
        DecodeState.give(context);
        connection = context.getBean(RTMPMinaConnection.class);
        connection.setStateCode(RTMP.STATE_CONNECTED);
    }

    @AfterEach
    void stop() {
        context.close();
    }

    private List<Object> decoded(RTMPProtocolDecoder decoder, IoBuffer bytes) throws Exception {
        return CompletableFuture.supplyAsync(() -> decoder.decodeBuffer(connection, bytes))
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static IoBuffer bytes(int count) {
        return IoBuffer.allocate(MESSAGES.length).put(MESSAGES, 0, count).flip();
    }

    @ParameterizedTest
    @ValueSource(bytes = {RTMP.STATE_ERROR, RTMP.STATE_DISCONNECTING, RTMP.STATE_DISCONNECTED})
    void decoding_ends_when_the_connection_has_been_closed(byte state) throws Exception {
        connection.setStateCode(state);
        assertThat(decoded(new RTMPProtocolDecoder(), bytes(MESSAGES.length))).isEmpty();
        assertThat(decoded(new RTMPTProtocolDecoder(), bytes(MESSAGES.length))).isEmpty();
    }

    @Test
    void decoding_ends_when_the_connection_is_closed_between_two_messages() throws Exception {
        RTMPProtocolDecoder decoder = new RTMPProtocolDecoder() {
            @Override
            public Object decode(RTMPConnection of, org.red5.server.net.protocol.RTMPDecodeState state, IoBuffer in) {
                Object message = super.decode(of, state, in);
                of.setStateCode(RTMP.STATE_DISCONNECTING);
                return message;
            }
        };
        assertThat(decoded(decoder, bytes(MESSAGES.length))).hasSize(1);
    }

    @Test
    void an_open_connection_s_messages_are_decoded_also_in_parts() throws Exception {
        RTMPProtocolDecoder decoder = new RTMPProtocolDecoder();
        IoBuffer half = bytes(20);
        assertThat(decoded(decoder, half)).hasSize(1);
        half.put(MESSAGES, 20, MESSAGES.length - 20).flip();
        assertThat(decoded(decoder, half)).hasSize(1);
        assertThat(connection.getDecoderState().getSessionId()).isEqualTo(connection.getSessionId());
    }
}
