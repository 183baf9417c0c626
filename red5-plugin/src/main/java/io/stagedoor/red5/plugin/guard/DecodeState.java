package io.stagedoor.red5.plugin.guard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.red5.server.net.protocol.RTMPDecodeState;
import org.red5.server.net.rtmp.RTMPConnection;
import org.red5.server.net.rtmp.codec.RTMP;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.ApplicationContext;

/**
 * Ends the decoding of a connection that another thread closes meanwhile. Red5's decoder asks this state before each chunk whether it
 * may start. Up to Red5 2.0.29, at least, it then finds the connection closed, reads nothing, and asks again, without an end: its
 * thread, which reads for many clients, is lost. A client only had to send more than it was refused for.
 */
final class DecodeState extends RTMPDecodeState {

    private static final String FIELD = "decoderState";

    private final RTMPConnection connection;

    private DecodeState(RTMPConnection connection) {
        super(connection.getSessionId());
        this.connection = connection;
    }

    /**
     * Gives each connection that Spring makes for Red5 from now on such a state: those of RTMP, RTMPS and RTMPT.
     *
     * @param context the one that Red5 gives its plugins
     * @throws ReflectiveOperationException if this version of Red5 keeps the state elsewhere
     */
    static void give(ApplicationContext context) throws ReflectiveOperationException {
        VarHandle state = MethodHandles.privateLookupIn(RTMPConnection.class, MethodHandles.lookup())
                .findVarHandle(RTMPConnection.class, FIELD, RTMPDecodeState.class);
        ((ConfigurableBeanFactory) Red5Core.of(context).getAutowireCapableBeanFactory())
                .addBeanPostProcessor(new Giver(state));
    }

    @Override
    public boolean canStartDecoding(int remaining) {
        return !isClosed(connection.getStateCode()) && super.canStartDecoding(remaining);
    }

    /** In these states Red5's decoder reads nothing. */
    private static boolean isClosed(byte state) {
        return state == RTMP.STATE_ERROR || state == RTMP.STATE_DISCONNECTING || state == RTMP.STATE_DISCONNECTED;
    }

    private record Giver(VarHandle state) implements BeanPostProcessor {

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            if (bean instanceof RTMPConnection connection) {
                state.set(connection, new DecodeState(connection));
            }
            return bean;
        }
    }
}
