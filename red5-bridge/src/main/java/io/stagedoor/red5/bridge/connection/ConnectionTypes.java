package io.stagedoor.red5.bridge.connection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.red5.server.api.IConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of what kind a connection is, by the names of the classes and interfaces that it is made of: the classes themselves are not
 * ours to compile against. Immutable but for what it remembers; thread-safe.
 */
public final class ConnectionTypes {

    /** The table that is in force where configuration says nothing. In this order: whoever can carry credentials is asked for them. */
    public static final String DEFAULTS = "com.red5pro.server.stream.rtsp.IRTSPConnection=rtsp,"
            + "com.red5pro.whip.WHConnection=rtc,"
            + "com.red5pro.server.stream.webrtc.IWebRTCConnection=rtc,"
            + "com.red5pro.server.stream.webrtc.IRTCCapableConnection=rtc,"
            + "com.red5pro.server.stream.webrtc.IPeerConnectionCapable=rtc,"
            + "com.red5pro.server.stream.srt.ISRTConnection=srt,"
            + "com.red5pro.server.stream.mpegts.IMPEGTSConnection=mpegts,"
            + "com.red5pro.server.html5.websockets.net.WebsocketsMinaConnection=ws,"
            + "com.red5pro.server.stream.restreamer.IConnectorShell=restreamer,"
            + "com.red5pro.server.so.ISharedObjectCapableConnection=rtc,"
            + "com.red5pro.server.so.SharedObjectCapableConnection=rtc";

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionTypes.class);

    /** By name, and exactly: other protocols' connections in Red5 Pro extend these classes, and are none of them. */
    private static final Set<String> RTMP =
            Set.of("org.red5.server.net.rtmp.RTMPMinaConnection", "org.red5.server.net.rtmpt.RTMPTConnection");

    private static final int MAX_TOLD = 64;

    private record Entry(String name, ConnectionType type) {}

    private final List<Entry> table;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** The name of a class's type; empty for none. A text of the JDK's: a value of our own would tie this bundle to Red5's classes. */
    private final ClassValue<String> types = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            return find(type);
        }
    };

    private ConnectionTypes(List<Entry> table) {
        this.table = List.copyOf(table);
    }

    /**
     * The types of a table.
     *
     * @param entries each the name of a class or interface, {@code =}, and the name of a type; the first one that a connection has
     *     counts
     * @throws IllegalArgumentException saying what is wrong with an entry
     */
    public static ConnectionTypes of(List<String> entries) {
        List<Entry> table = new ArrayList<>();
        for (String entry : entries) {
            int equals = entry.indexOf('=');
            String name = entry.substring(0, Math.max(equals, 0)).strip();
            if (name.isEmpty()) {
                throw new IllegalArgumentException("'" + entry + "' is not of the form class=type");
            }
            ConnectionType type = ConnectionType.named(
                            entry.substring(equals + 1).strip().toUpperCase(Locale.ROOT))
                    .orElseThrow(() -> new IllegalArgumentException(
                            "'" + entry + "' has an unknown type; use one of " + String.join(", ", names())));
            table.add(new Entry(name, type));
        }
        return new ConnectionTypes(table);
    }

    /** The types of the table that is in force where configuration says nothing. */
    public static ConnectionTypes defaults() {
        return of(List.of(DEFAULTS.split(",")));
    }

    private static List<String> names() {
        return Arrays.stream(ConnectionType.values())
                .map(type -> type.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** The type of a connection; empty for one that nobody knows how to judge. */
    public Optional<ConnectionType> of(IConnection connection) {
        return ConnectionType.named(types.get(connection.getClass()));
    }

    private String find(Class<?> type) {
        if (RTMP.contains(type.getName())) {
            return ConnectionType.RTMP.name();
        }
        Set<String> names = new HashSet<>();
        for (Class<?> up = type; up != null; up = up.getSuperclass()) {
            names.add(up.getName());
            addInterfaces(up, names);
        }
        return table.stream()
                .filter(entry -> names.contains(entry.name()))
                .map(entry -> entry.type().name())
                .findFirst()
                .orElse("");
    }

    private static void addInterfaces(Class<?> type, Set<String> names) {
        for (Class<?> one : type.getInterfaces()) {
            if (names.add(one.getName())) {
                addInterfaces(one, names);
            }
        }
    }

    /** Says once for each class that nobody knows how to judge its connections. */
    public void tellOfUnknown(IConnection connection) {
        String name = connection.getClass().getName();
        if (told.size() < MAX_TOLD && told.add(name)) {
            LOG.warn(
                    "Connections of class {} are refused: Stagedoor does not know their protocol. Name it in connectionTypes of stagedoor.bridge.",
                    name);
        }
    }
}
