package io.stagedoor.cli.rtmp;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.mina.core.buffer.IoBuffer;
import org.red5.server.net.rtmp.event.AudioData;
import org.red5.server.net.rtmp.event.BaseEvent;
import org.red5.server.net.rtmp.event.Notify;
import org.red5.server.net.rtmp.event.VideoData;
import org.red5.server.stream.message.RTMPMessage;

/**
 * One RTMP connection. Calls wait for the server's answer, at most the given time. For one thread at a time; what arrives is
 * counted on threads of the connection. Close it: it has threads of its own. A call whose thread is interrupted ends with a {@link
 * CancellationException}.
 */
public final class RtmpClient implements AutoCloseable {

    private static final int DEFAULT_PORT = 1935;
    /** What the server is told the client is, as OBS and ffmpeg say when they publish. */
    private static final String DEFAULT_AGENT = "FMLE/3.0 (compatible; Stagedoor)";

    private final Duration patience;
    private final String agent;
    private final Red5Connection connection = new Red5Connection(this::onClosed);
    private final MediaCounter counter = new MediaCounter();
    private final CompletableFuture<Answer> closed = new CompletableFuture<>();
    private volatile CompletableFuture<Answer> status = new CompletableFuture<>();
    private Number streamId = 0;

    /**
     * A client that waits at most so long for each answer.
     *
     * @param patience longer than zero
     */
    public RtmpClient(Duration patience) {
        this(patience, DEFAULT_AGENT);
    }

    /**
     * A client with a name of its own.
     *
     * @param patience longer than zero
     * @param agent what it says it is ({@code flashVer})
     */
    public RtmpClient(Duration patience, String agent) {
        this.patience = Objects.requireNonNull(patience, "patience");
        this.agent = Objects.requireNonNull(agent, "agent");
        connection.setStreamEventHandler(this::onStatus);
        connection.setStreamEventDispatcher(counter::count);
        connection.setServiceProvider(new ServerCalls());
    }

    /**
     * Connects to an application or room.
     *
     * @param url for example {@code rtmp://127.0.0.1:1935/live/room1?token=abc}; the query is sent as clients send it, undecoded
     * @param arguments further arguments of the connect call
     */
    public Answer connect(String url, Object... arguments) {
        URI target = URI.create(url);
        int port = target.getPort() < 0 ? DEFAULT_PORT : target.getPort();
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        connection.connect(
                target.getHost(),
                port,
                parameters(target, url),
                call -> answer.complete(call.getResult() == null ? closedAnswer() : Answer.of(call.getResult())),
                arguments);
        return await(answer);
    }

    private Map<String, Object> parameters(URI target, String url) {
        String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("app", target.getPath().substring(1) + query);
        parameters.put("tcUrl", url);
        parameters.put("flashVer", agent);
        parameters.put("type", "nonprivate");
        parameters.put("fpad", false);
        parameters.put("capabilities", 15);
        parameters.put("audioCodecs", 0x0FFF);
        parameters.put("videoCodecs", 0x00FF);
        parameters.put("videoFunction", 1);
        parameters.put("objectEncoding", 0);
        return parameters;
    }

    /**
     * Begins to send a stream.
     *
     * @param name the stream's name, with its query if any
     * @param mode {@code live}, {@code record} or {@code append}
     */
    public Answer publish(String name, String mode) {
        Answer created = createStream();
        if (!created.accepted()) {
            return created;
        }
        CompletableFuture<Answer> answer = nextStatus();
        connection.publish(streamId, name, mode, null);
        return await(answer);
    }

    /** Sends a frame of the stream that was published. */
    public void send(Frame frame) {
        IoBuffer data = IoBuffer.wrap(frame.data());
        BaseEvent event = frame.kind() == Frame.Kind.AUDIO ? new AudioData(data) : new VideoData(data);
        event.setTimestamp(frame.millis());
        connection.publishStreamData(streamId, RTMPMessage.build(event));
    }

    /**
     * Asks for a stream, live or recorded.
     *
     * @param name the stream's name, with its query if any
     */
    public Answer play(String name) {
        Answer created = createStream();
        if (!created.accepted()) {
            return created;
        }
        CompletableFuture<Answer> answer = nextStatus();
        connection.play(streamId, name, -2, -1);
        return await(answer);
    }

    /** What has been received of the streams that were played. */
    public Received received() {
        return counter.received();
    }

    /** Whether the connection has not ended, as far as is known. */
    public boolean isOpen() {
        return !closed.isDone();
    }

    /** Whether the server has ended the connection, or it was never there; waits for that, at most the client's patience. */
    public boolean awaitClosed() {
        return await(new CompletableFuture<>()).code().equals(Answer.CLOSED);
    }

    @Override
    public void close() {
        connection.disconnect();
    }

    private Answer createStream() {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        connection.createStream(call -> {
            if (call.getResult() instanceof Number id) {
                streamId = id;
                answer.complete(Answer.accepted(""));
            } else {
                answer.complete(Answer.of(call.getResult()));
            }
        });
        return await(answer);
    }

    private CompletableFuture<Answer> nextStatus() {
        CompletableFuture<Answer> next = new CompletableFuture<>();
        status = next;
        return next;
    }

    private void onStatus(Notify event) {
        Object[] arguments = event.getCall().getArguments();
        Answer answer = Answer.of(arguments == null || arguments.length == 0 ? null : arguments[0]);
        // Red5 tells of a reset before it tells of the start: the start is the answer.
        if (!answer.code().equals("NetStream.Play.Reset")) {
            status.complete(answer);
        }
    }

    private void onClosed() {
        closed.complete(closedAnswer());
    }

    private static Answer closedAnswer() {
        return Answer.refused(Answer.CLOSED, "the connection ended");
    }

    private Answer await(CompletableFuture<Answer> answer) {
        try {
            return (Answer) CompletableFuture.anyOf(answer, closed).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            return Answer.refused(Answer.SILENT, "no answer within " + patience.toSeconds() + " s");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug);
        }
    }
}
