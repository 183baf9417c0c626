package io.stagedoor.red5.bridge.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.red5pro.mpegts.MPEGTSConnection;
import com.red5pro.server.so.SharedObjectCapableConnection;
import com.red5pro.server.stream.mpegts.IMPEGTSConnection;
import com.red5pro.server.stream.restreamer.ConnectorShell;
import com.red5pro.server.stream.rtsp.RTSPMinaConnection;
import com.red5pro.srt.SRTConnection;
import com.red5pro.webrtc.RTCConnection;
import com.red5pro.whip.WHConnection;
import io.stagedoor.auth.support.Eventually;
import io.stagedoor.core.Fakes;
import io.stagedoor.red5.bridge.Red5Fixtures;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.red5.server.api.IConnection;
import org.red5.server.net.rtmp.RTMPMinaConnection;
import org.slf4j.LoggerFactory;

class ConnectionTypesTest {

    /** Not named in any table: known by what it extends. */
    private static final class Whep extends WHConnection {}

    private static final class SrtWithTs extends SRTConnection implements IMPEGTSConnection {}

    static Stream<Arguments> connections() {
        return Stream.of(
                Arguments.of(new RTSPMinaConnection(), ConnectionType.RTSP),
                Arguments.of(new RTCConnection(), ConnectionType.RTC),
                Arguments.of(new WHConnection(), ConnectionType.RTC),
                Arguments.of(new Whep(), ConnectionType.RTC),
                Arguments.of(new SRTConnection(), ConnectionType.SRT),
                Arguments.of(new SrtWithTs(), ConnectionType.SRT),
                Arguments.of(new MPEGTSConnection(), ConnectionType.MPEGTS),
                Arguments.of(new ConnectorShell(), ConnectionType.RESTREAMER),
                Arguments.of(new SharedObjectCapableConnection(), ConnectionType.RTC),
                Arguments.of(new RTMPMinaConnection(), ConnectionType.RTMP));
    }

    @ParameterizedTest
    @MethodSource("connections")
    void knows_connections_by_the_names_of_what_they_are_made_of(IConnection connection, ConnectionType type) {
        ConnectionTypes types = ConnectionTypes.defaults();
        assertThat(types.of(connection)).contains(type);
        assertThat(types.of(connection)).contains(type);
    }

    @Test
    void nothing_else_is_known_not_even_what_extends_rtmp_s_connections() {
        ConnectionTypes types = ConnectionTypes.defaults();
        assertThat(types.of(new RTMPMinaConnection() {})).isEmpty();
        assertThat(types.of(Fakes.fake(IConnection.class, Map.of()))).isEmpty();
    }

    @Test
    void a_table_of_one_s_own_replaces_the_defaults_and_its_first_entry_counts() {
        ConnectionTypes types = ConnectionTypes.of(List.of(
                "com.red5pro.server.stream.mpegts.IMPEGTSConnection = MPEGTS",
                "com.red5pro.srt.SRTConnection=srt",
                "org.red5.server.net.rtmp.RTMPConnection=rtmp"));
        assertThat(types.of(new SrtWithTs())).contains(ConnectionType.MPEGTS);
        assertThat(types.of(new SRTConnection())).contains(ConnectionType.SRT);
        assertThat(types.of(new RTSPMinaConnection())).contains(ConnectionType.RTMP);
        assertThat(ConnectionTypes.of(List.of()).of(new RTSPMinaConnection())).isEmpty();
        assertThat(ConnectionTypes.of(List.of()).of(new RTMPMinaConnection())).contains(ConnectionType.RTMP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.B", "=rtsp", "a.B=", "a.B=open", "a.B=rtsp=rtmp", " "})
    void a_wrong_entry_is_said_to_be_one(String entry) {
        assertThatThrownBy(() -> ConnectionTypes.of(List.of(entry)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + entry + "'");
    }

    @Test
    void the_example_file_shows_the_defaults() throws IOException {
        String example = Files.readString(
                Path.of("../distribution/src/main/overlay/stagedoor/conf/stagedoor.bridge.cfg.example"));
        String table = example.substring(example.indexOf("#connectionTypes=") + 1);
        assertThat(table.replaceAll("[#\\s\\\\]", "")).isEqualTo("connectionTypes=" + ConnectionTypes.DEFAULTS);
    }

    @Test
    void an_unknown_class_is_told_of_once() {
        Logger logger = (Logger) LoggerFactory.getLogger(ConnectionTypes.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.setLevel(Level.WARN);
        logger.addAppender(lines);
        try {
            ConnectionTypes types = ConnectionTypes.defaults();
            IConnection unknown = new RTMPMinaConnection() {};
            types.tellOfUnknown(unknown);
            types.tellOfUnknown(unknown);
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(null);
        }
        assertThat(lines.list)
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage())
                        .contains(ConnectionTypesTest.class.getName() + "$", "connectionTypes"));
    }

    /** Loads the stand-ins anew, as a server does that loads a web application or a plugin again. */
    private static final class Again extends URLClassLoader {
        Again(URL classes) {
            super(new URL[] {classes}, ConnectionTypesTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                boolean own = loaded == null && name.startsWith("com.red5pro.");
                return own ? findClass(name) : loaded != null ? loaded : super.loadClass(name, resolve);
            }
        }
    }

    @Test
    void holds_no_class_that_the_server_has_let_go_of() throws Exception {
        ConnectionTypes types = ConnectionTypes.defaults();
        WeakReference<ClassLoader> loader = new WeakReference<>(lookUpAnew(types));
        Eventually.eventually(() -> {
            System.gc();
            return loader.get() == null;
        });
        assertThat(types.of(new RTSPMinaConnection())).contains(ConnectionType.RTSP);
    }

    private static ClassLoader lookUpAnew(ConnectionTypes types) throws ReflectiveOperationException, IOException {
        URL classes =
                RTSPMinaConnection.class.getProtectionDomain().getCodeSource().getLocation();
        try (Again again = new Again(classes)) {
            Class<?> type = again.loadClass(RTSPMinaConnection.class.getName());
            assertThat(type).isNotSameAs(RTSPMinaConnection.class);
            IConnection connection = (IConnection) type.getDeclaredConstructor().newInstance();
            assertThat(types.of(connection)).contains(ConnectionType.RTSP);
            return again;
        }
    }

    @Test
    void is_held_by_no_class_of_the_server() {
        IConnection stays = Red5Fixtures.rtmp(null, Map.of());
        WeakReference<ConnectionTypes> types = new WeakReference<>(used(stays));
        Eventually.eventually(() -> {
            System.gc();
            return types.get() == null;
        });
        assertThat(ConnectionTypes.defaults().of(stays)).contains(ConnectionType.RTMP);
    }

    private static ConnectionTypes used(IConnection connection) {
        ConnectionTypes types = ConnectionTypes.defaults();
        assertThat(types.of(connection)).contains(ConnectionType.RTMP);
        return types;
    }
}
