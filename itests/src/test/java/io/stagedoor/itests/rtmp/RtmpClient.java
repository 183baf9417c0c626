package io.stagedoor.itests.rtmp;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.net.ssl.SSLSocketFactory;

/** Commands of RTMP on an {@link RtmpSocket}. Every wait is bounded; what does not come is an {@link AssertionError}. */
public final class RtmpClient implements AutoCloseable {

    /** What a call ended with when the server closed the connection instead of answering. */
    public static final String CLOSED = "closed";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What comes by itself, also from another stream that this client plays: at any moment, and so before an answer. */
    private static final Set<String> NO_ANSWERS =
            Set.of("NetStream.Play.Reset", "NetStream.Play.PublishNotify", "NetStream.Play.UnpublishNotify");

    private final RtmpSocket socket;
    private final int port;
    private int transaction = 1;

    private RtmpClient(RtmpSocket socket, int port) {
        this.socket = socket;
        this.port = port;
    }

    /** A client that has shaken hands and not yet connected to an application. */
    public static RtmpClient open(int port) throws IOException {
        return new RtmpClient(RtmpSocket.open(port), port);
    }

    /** The same, from an address of this machine, such as {@code 127.0.0.2}. */
    public static RtmpClient openFrom(String from, int port) throws IOException {
        return new RtmpClient(RtmpSocket.openFrom(from, port), port);
    }

    /** The same over TLS. */
    public static RtmpClient openTls(int port, SSLSocketFactory factory) throws IOException {
        return new RtmpClient(RtmpSocket.openTls(port, factory), port);
    }

    /**
     * Connects to an application, and fails unless the server lets the client in.
     *
     * @param path the application, rooms, query: {@code live/room1?token=…}
     * @param arguments what stands behind the command object
     */
    public static RtmpClient connected(int port, String path, Object... arguments) throws IOException {
        RtmpClient client = open(port);
        String code = client.connect(path, arguments);
        if (!code.equals("NetConnection.Connect.Success")) {
            client.close();
            throw new AssertionError("not let in: " + code);
        }
        return client;
    }

    /** The message that connects to an application as {@link #connect} does. */
    public Message connectMessage(String path, Object... arguments) {
        return connectMessage(path, Map.of(), arguments);
    }

    /** The same with other or further entries in the command object; an empty value leaves an entry out. */
    public Message connectMessage(String path, Map<String, Optional<Object>> entries, Object... arguments) {
        Map<String, Object> command = new LinkedHashMap<>();
        command.put("app", path);
        command.put("flashVer", "LNX 10,0,32,18");
        command.put("tcUrl", "rtmp://127.0.0.1:" + port + "/" + path);
        command.put("fpad", false);
        command.put("capabilities", 15);
        command.put("audioCodecs", 4071);
        command.put("videoCodecs", 252);
        command.put("videoFunction", 1);
        entries.forEach((name, value) -> value.ifPresentOrElse(v -> command.put(name, v), () -> command.remove(name)));
        return Message.command(0, "connect", 1, command, arguments);
    }

    /** Connects to an application; the code of the server's answer, or {@link #CLOSED}. */
    public String connect(String path, Object... arguments) throws IOException {
        return connect(connectMessage(path, arguments));
    }

    /** Connects with the message; the code of the server's answer, or {@link #CLOSED}. */
    public String connect(Message connect) throws IOException {
        socket.send(connect);
        return answer(0, m -> isAnswerTo(m, 1));
    }

    /** Calls a method and waits for the answer; empty when the server closed the connection instead. */
    public Optional<Message> call(String method, Object... arguments) throws IOException {
        int number = nextTransaction();
        socket.send(Message.command(0, method, number, null, arguments));
        return socket.await(m -> isAnswerTo(m, number), PATIENCE);
    }

    /** The number of the next command. */
    public int nextTransaction() {
        return ++transaction;
    }

    private static boolean isAnswerTo(Message message, int number) {
        if (!message.isCommand("_result") && !message.isCommand("_error")) {
            return false;
        }
        return message.values().get(1).equals((double) number);
    }

    /** Creates a stream. */
    public int createStream() throws IOException {
        Message answer = call("createStream").orElseThrow(() -> new AssertionError("no stream: " + socket.received()));
        List<Object> values = answer.values();
        if (!(values.get(values.size() - 1) instanceof Double id)) {
            throw new AssertionError("no stream: " + answer);
        }
        return id.intValue();
    }

    /** Publishes; the code of the first status that follows, or {@link #CLOSED}. */
    public String publish(int stream, String name, String mode) throws IOException {
        return statusOf(stream, "publish", name, mode);
    }

    /** Plays; the code of the first status that follows and tells of nothing else, or {@link #CLOSED}. */
    public String play(int stream, String name, Object... more) throws IOException {
        Object[] arguments = new Object[more.length + 1];
        arguments[0] = name;
        System.arraycopy(more, 0, arguments, 1, more.length);
        return statusOf(stream, "play", arguments);
    }

    /** Sends a command on a stream; the code of the first status that follows and can be an answer, or {@link #CLOSED}. */
    public String statusOf(int stream, String command, Object... arguments) throws IOException {
        int from = socket.received().size();
        send(stream, command, arguments);
        return answer(from, m -> m.isCommand("onStatus") && !NO_ANSWERS.contains(m.code()));
    }

    private String answer(int from, Predicate<Message> wanted) {
        Optional<Message> answer = socket.await(from, wanted, PATIENCE);
        if (answer.isPresent()) {
            return answer.get().code();
        }
        if (socket.awaitClosed(Duration.ZERO)) {
            return CLOSED;
        }
        throw new AssertionError("no answer: " + socket.received());
    }

    /** Sends a command on a stream and does not wait. */
    public void send(int stream, String command, Object... arguments) throws IOException {
        socket.send(Message.command(stream, command, nextTransaction(), null, arguments));
    }

    /**
     * Waits until the server has finished all calls so far. Red5 sends its status in the middle of a call; of a client that leaves
     * at once, nobody can say whether its stream began.
     */
    public void settle() throws IOException {
        createStream();
    }

    /** The connection, for what is not here. */
    public RtmpSocket socket() {
        return socket;
    }

    @Override
    public void close() {
        socket.close();
    }
}
