package io.stagedoor.itests.probe;

import com.red5pro.mpegts.MPEGTSConnection;
import com.red5pro.server.html5.websockets.net.WebsocketsMinaConnection;
import com.red5pro.server.so.ISharedObjectCapableConnection;
import com.red5pro.server.so.SharedObjectCapableConnection;
import com.red5pro.server.stream.mpegts.IMPEGTSConnection;
import com.red5pro.server.stream.restreamer.ConnectorShell;
import com.red5pro.server.stream.restreamer.IConnectorShell;
import com.red5pro.server.stream.rtsp.IRTSPConnection;
import com.red5pro.server.stream.rtsp.RTSPMinaConnection;
import com.red5pro.server.stream.srt.ISRTConnection;
import com.red5pro.server.stream.webrtc.IWebRTCConnection;
import com.red5pro.srt.SRTConnection;
import com.red5pro.webrtc.RTCConnection;
import com.red5pro.whip.WHConnection;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.red5.server.adapter.MultiThreadedApplicationAdapter;
import org.red5.server.api.Red5;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.so.ISharedObject;
import org.red5.server.exception.ClientRejectedException;
import org.red5.server.plugin.Red5Plugin;

/**
 * Has stand-ins connect, publish, play and use shared objects in the server that it is a plugin of, as the code does that serves
 * their protocols: by the scope's connect, and by the security handlers of the application. It is asked over HTTP, on a port that it
 * writes into {@value #PORT_FILE} of the server's home.
 */
public final class ProbePlugin extends Red5Plugin {

    /** Where the port stands. */
    public static final String PORT_FILE = "probe.port";

    private static final Map<String, Supplier<StandIn>> STAND_INS = Map.of(
            "RTSP", RTSPMinaConnection::new,
            "RTC", RTCConnection::new,
            "WH", WHConnection::new,
            "SRT", SRTConnection::new,
            "MPEGTS", MPEGTSConnection::new,
            "WS", WebsocketsMinaConnection::new,
            "SO", SharedObjectCapableConnection::new,
            "RESTREAMER", ConnectorShell::new);

    private static final List<Class<?>> CLASSES = List.of(
            ProbePlugin.class,
            StandIn.class,
            RTSPMinaConnection.class,
            IRTSPConnection.class,
            RTCConnection.class,
            IWebRTCConnection.class,
            WHConnection.class,
            SRTConnection.class,
            ISRTConnection.class,
            MPEGTSConnection.class,
            IMPEGTSConnection.class,
            WebsocketsMinaConnection.class,
            SharedObjectCapableConnection.class,
            ISharedObjectCapableConnection.class,
            ConnectorShell.class,
            IConnectorShell.class);

    private HttpServer door;

    /** Writes the plugin's jar. */
    public static void write(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.putValue("Manifest-Version", "1.0");
        main.putValue("Red5-Plugin-Main-Class", ProbePlugin.class.getName());
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream to = new JarOutputStream(out, manifest)) {
            for (Class<?> each : CLASSES) {
                String name = each.getName().replace('.', '/') + ".class";
                to.putNextEntry(new JarEntry(name));
                try (InputStream in = each.getClassLoader().getResourceAsStream(name)) {
                    in.transferTo(to);
                }
            }
        }
    }

    @Override
    public String getName() {
        return "probe";
    }

    @Override
    public void doStart() throws Exception {
        door = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        door.createContext("/", this::answer);
        door.start();
        Path home = Path.of(System.getProperty("red5.root"));
        Path part = home.resolve(PORT_FILE + ".part");
        Files.writeString(part, String.valueOf(door.getAddress().getPort()));
        Files.move(part, home.resolve(PORT_FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void doStop() {
        door.stop(0);
    }

    /** The request's body is properties: what comes in, where to, what it says, and what it does then. */
    private void answer(HttpExchange exchange) throws IOException {
        String text;
        try (InputStream body = exchange.getRequestBody()) {
            Properties asked = new Properties();
            asked.load(body);
            text = String.valueOf(probe(asked));
        } catch (RuntimeException e) {
            text = e.toString();
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private boolean probe(Properties asked) {
        IScope live = server.getGlobal("default").getScope("live");
        String name = asked.getProperty("room");
        live.createChildScope(name);
        IScope room = live.getScope(name);
        StandIn client = STAND_INS.get(asked.getProperty("kind")).get();
        Map<String, Object> says = new HashMap<>();
        asked.stringPropertyNames().stream()
                .filter(key -> key.startsWith("says."))
                .forEach(key -> says.put(key.substring("says.".length()), asked.getProperty(key)));
        client.introduce(asked.getProperty("address"), "live/" + name, says);
        Red5.setConnectionLocal(client);
        try {
            return client.connect(room, null)
                    && allows((MultiThreadedApplicationAdapter) room.getHandler(), room, asked.getProperty("action"));
        } catch (ClientRejectedException e) {
            return false;
        } finally {
            Red5.setConnectionLocal(null);
            client.close();
        }
    }

    private static boolean allows(MultiThreadedApplicationAdapter application, IScope room, String action) {
        return switch (action) {
            case "connect" -> true;
            case "publish" ->
                application.getStreamPublishSecurity().stream()
                        .allMatch(lock -> lock.isPublishAllowed(room, "s", "live"));
            case "play" ->
                application.getStreamPlaybackSecurity().stream()
                        .allMatch(lock -> lock.isPlaybackAllowed(room, "s", 0, 0, true));
            case "share:create" ->
                application.getSharedObjectSecurity().stream()
                        .allMatch(lock -> lock.isCreationAllowed(room, "o", false));
            default -> {
                application.createSharedObject(room, "o", false);
                ISharedObject object = application.getSharedObject(room, "o");
                yield application.getSharedObjectSecurity().stream().allMatch(lock -> switch (action) {
                    case "share:connect" -> lock.isConnectionAllowed(object);
                    case "share:write" -> lock.isWriteAllowed(object, "key", "value");
                    case "share:send" -> lock.isSendAllowed(object, "message", List.of());
                    case "share:delete" -> lock.isDeleteAllowed(object, "key");
                    default -> throw new IllegalArgumentException(action);
                });
            }
        };
    }
}
