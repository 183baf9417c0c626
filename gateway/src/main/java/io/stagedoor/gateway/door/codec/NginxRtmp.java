package io.stagedoor.gateway.door.codec;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Protocol;
import io.stagedoor.core.carrier.ClientParameters;
import io.stagedoor.core.carrier.QueryString;
import io.stagedoor.gateway.door.settings.ServerSettings;
import io.stagedoor.gateway.hook.Ask;
import io.stagedoor.gateway.hook.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * nginx-rtmp, https://github.com/arut/nginx-rtmp-module/wiki/Directives#notify: a form whose first fields the server writes, in an order of its own for each call. What stands
 * behind them is what the client has put behind the name of the stream, byte by byte, fields and all.
 *
 * <p>The server reads the answer when the connection is closed, and looks at the first digit of the status only: 3 would be a redirect.
 */
final class NginxRtmp implements Codec {

    private static final String METHOD = "POST";
    private static final String CALL = "call";
    private static final String NAME = "name";
    private static final String CLIENT = "clientid";
    private static final String APP = "app";
    private static final String URL = "tcurl";
    private static final String AGENT = "flashver";
    private static final String ADDRESS = "addr";
    private static final String TYPE = "type";

    /** The server cuts names, and URLs, at this length, in bytes, without a word. */
    private static final int CUT = 255;

    private static final List<String> COMMON = List.of(APP, AGENT, "swfurl", URL, "pageurl", ADDRESS);
    private static final Map<String, List<String>> FIELDS = Map.ofEntries(
            Map.entry("connect", List.of("epoch", CALL)),
            Map.entry("disconnect", List.of(CLIENT, CALL, APP)),
            Map.entry("publish", List.of(CLIENT, CALL, NAME, TYPE)),
            Map.entry("play", List.of(CLIENT, CALL, NAME, "start", "duration", "reset")),
            Map.entry("update_publish", List.of(CLIENT, CALL, "time", "timestamp", NAME)),
            Map.entry("update_play", List.of(CLIENT, CALL, "time", "timestamp", NAME)),
            Map.entry("publish_done", List.of(CLIENT, CALL, NAME)),
            Map.entry("play_done", List.of(CLIENT, CALL, NAME)),
            Map.entry("done", List.of(CLIENT, CALL, NAME)),
            Map.entry("record_done", List.of(CLIENT, CALL, "recorder", NAME, "path")));

    private static final String DISORDER = "the fields are not those of nginx-rtmp, or not in its order";
    private static final Reply ALLOW = Reply.allow(Map.of()).closing();
    private static final Reply REFUSE = Reply.refuse(403, Map.of()).closing();

    /**
     * What the server wrote, and what the client did.
     *
     * @param written by name, as it was spelled; of two of one name the first
     * @param args what the client put behind the name of the stream, or of the application; not decoded
     */
    private record Form(Map<String, Field> written, String args) {

        String text(String name) throws Malformed {
            Field field = written.get(name);
            return field == null ? "" : field.text();
        }

        int length(String name) throws Malformed {
            Field field = written.get(name);
            return field == null ? 0 : field.bytes().length;
        }
    }

    @Override
    public Hook read(Ask ask, ServerSettings server) throws Malformed {
        if (!ask.method().equals(METHOD)) {
            // The client's bytes would stand in the head of the request, line breaks and all.
            throw new Malformed("notify_method is not post");
        }
        Form form = form(new String(ask.body(), StandardCharsets.ISO_8859_1));
        String call = form.text(CALL);
        return switch (call) {
            case "connect" -> connect(form);
            case "publish" -> stream(form, Hook.Event.BEGIN, Action.PUBLISH);
            case "play" -> stream(form, Hook.Event.BEGIN, Action.SUBSCRIBE);
            case "update_publish" -> stream(form, Hook.Event.UPDATE, Action.PUBLISH);
            case "update_play" -> stream(form, Hook.Event.UPDATE, Action.SUBSCRIBE);
            case "publish_done" -> stream(form, Hook.Event.END, Action.PUBLISH);
            case "play_done" -> stream(form, Hook.Event.END, Action.SUBSCRIBE);
            default -> Hook.other();
        };
    }

    /** The fields of a call have to stand in its order: a client cannot move any of them, and adds its own behind them. */
    private static Form form(String body) throws Malformed {
        List<Field> fields = Field.of(body);
        Map<String, Field> written = new LinkedHashMap<>();
        int at = take(fields, 0, COMMON, written);
        int callAt = at + 1;
        if (callAt >= fields.size() || !fields.get(callAt).name().equals(CALL)) {
            throw new Malformed(DISORDER);
        }
        List<String> rest = FIELDS.get(fields.get(callAt).text());
        if (rest == null) {
            throw new Malformed("the call is none that nginx-rtmp has");
        }
        at = take(fields, at, rest, written);
        String args = fields.subList(at, fields.size()).stream()
                .map(field -> field.value().isEmpty() ? field.name() : field.name() + "=" + field.value())
                .collect(Collectors.joining("&"));
        return new Form(written, args);
    }

    private static int take(List<Field> fields, int from, List<String> names, Map<String, Field> written)
            throws Malformed {
        int at = from;
        for (String name : names) {
            if (at >= fields.size() || !fields.get(at).name().equals(name)) {
                throw new Malformed(DISORDER);
            }
            written.putIfAbsent(name, fields.get(at));
            at++;
        }
        return at;
    }

    private static Hook connect(Form form) throws Malformed {
        return hook(form, Hook.Event.CONNECT, Optional.empty(), "/" + form.text(APP), "");
    }

    private static Hook stream(Form form, Hook.Event event, Action action) throws Malformed {
        String client = form.text(CLIENT);
        if (!client.matches("[0-9]{1,19}")) {
            throw new Malformed("clientid is no number");
        }
        if (event == Hook.Event.BEGIN && isCut(form)) {
            throw new Malformed(
                    "a name or URL was cut by nginx-rtmp at 255 bytes: use a shorter token, or a ticket (stagedoor ticket)");
        }
        String name = form.text(NAME);
        return hook(
                form,
                event,
                Optional.of(action),
                "/" + form.text(APP) + "/" + name,
                client + "/" + action + "/" + name);
    }

    private static boolean isCut(Form form) throws Malformed {
        int args = form.args().getBytes(StandardCharsets.ISO_8859_1).length;
        int name = form.length(NAME) + (args == 0 ? 0 : 1 + args);
        return name >= CUT || form.length(URL) >= CUT || form.length(APP) >= CUT;
    }

    private static Hook hook(Form form, Hook.Event event, Optional<Action> action, String path, String key)
            throws Malformed {
        String url = form.text(URL);
        int query = url.indexOf('?');
        String carried = query < 0 ? "" : url.substring(query + 1);
        Consumer<ClientParameters> credentials = parameters -> {
            QueryString.read(utf8(form.args()), "&", parameters.from("query of the stream name"));
            QueryString.read(carried, parameters);
        };
        String type = form.text(TYPE);
        return new Hook(
                event,
                action,
                Optional.of(Protocol.RTMP),
                true,
                path,
                "",
                key,
                form.text(ADDRESS),
                form.text(AGENT),
                action.filter(Action.PUBLISH::equals).isPresent() ? (type.isEmpty() ? "live" : type) : "",
                credentials,
                Map.of(APP, form.text(APP), NAME, form.text(NAME), CLIENT, form.text(CLIENT)));
    }

    /** What the client sent as bytes; what is no UTF-8 is nothing that anybody knows. */
    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    @Override
    public Reply allow(Hook hook, Optional<Duration> rest) {
        return ALLOW;
    }

    @Override
    public Reply refuse() {
        return REFUSE;
    }
}
