package io.stagedoor.red5.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.red5.server.api.IConnection;
import org.red5.server.net.rtmp.RTMPConnManager;
import org.red5.server.net.rtmp.RTMPConnection;
import org.red5.server.net.rtmp.RTMPMinaConnection;
import org.red5.server.net.rtmpt.RTMPTConnection;

class RtmptTest {

    private final RTMPConnManager manager = (RTMPConnManager) RTMPConnManager.getInstance();
    private final RTMPTConnection client = (RTMPTConnection) made(RTMPTConnection.class);
    private final RTMPConnection other = made(RTMPMinaConnection.class);

    @AfterEach
    void end() {
        manager.removeConnection(client.getSessionId());
        manager.removeConnection(other.getSessionId());
    }

    @Test
    void the_id_of_an_rtmpt_session_stands_in_no_text() {
        String shown = Rtmpt.idOf(client);
        assertThat(shown).matches("rtmpt-[0-9a-f]{20}").doesNotContain(client.getSessionId());
        assertThat(Rtmpt.idOf(client)).isEqualTo(shown);
        assertThat(Rtmpt.shown(client.getSessionId())).contains(shown);
    }

    @Test
    void other_connections_are_known_by_their_ids() {
        assertThat(Rtmpt.idOf(other)).isEqualTo(other.getSessionId());
        assertThat(Rtmpt.shown(other.getSessionId())).isEmpty();
        assertThat(Rtmpt.openedFrom(other.getSessionId())).isEmpty();
    }

    @Test
    void a_session_is_known_with_the_address_that_opened_it_until_it_ends() {
        client.setRemoteAddress("192.0.2.7");
        assertThat(Rtmpt.openedFrom(client.getSessionId())).contains("192.0.2.7");
        assertThat(Rtmpt.openedFrom("R5BNHZJ1MAIJP")).isEmpty();
        manager.removeConnection(client.getSessionId());
        assertThat(Rtmpt.openedFrom(client.getSessionId())).isEmpty();
        assertThat(Rtmpt.shown(client.getSessionId())).isEmpty();
    }

    @Test
    void where_there_is_no_id_there_is_an_empty_text() {
        IConnection none = (IConnection) java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {IConnection.class}, (proxy, method, arguments) -> null);
        assertThat(Rtmpt.idOf(none)).isEmpty();
    }

    private RTMPConnection made(Class<? extends RTMPConnection> type) {
        try {
            Constructor<? extends RTMPConnection> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            RTMPConnection made = constructor.newInstance();
            Field connections = RTMPConnManager.class.getDeclaredField("connMap");
            connections.setAccessible(true);
            @SuppressWarnings("unchecked")
            Map<String, RTMPConnection> map = (Map<String, RTMPConnection>) connections.get(manager);
            map.put(made.getSessionId(), made);
            return made;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
