package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A tab of a Chromium, by the Chrome DevTools Protocol: it does what a person does, and says what the network and the console saw. */
final class DevTools implements WebSocket.Listener, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Map<String, Integer> KEYS =
            Map.of("Tab", 9, "Enter", 13, "Escape", 27, " ", 32, "ArrowUp", 38, "ArrowDown", 40);

    private final Chromium browser;
    private final WebSocket socket;
    private final AtomicInteger last = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final StringBuilder part = new StringBuilder();

    private DevTools(Chromium browser, URI tab) {
        this.browser = browser;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(tab, this)
                .join();
    }

    /** An empty tab of a browser of its own. */
    static DevTools open(Path folder) throws Exception {
        Chromium browser = Chromium.open(folder, "about:blank", "--remote-debugging-port=0");
        boolean isOpen = false;
        try {
            Path file = browser.profile().resolve("DevToolsActivePort");
            eventually(PATIENCE, () -> assertThat(file).content().contains("\n"));
            String port = Files.readAllLines(file).get(0);
            DevTools tools = eventually(PATIENCE, () -> new DevTools(browser, tab(port)));
            tools.send("Page.enable");
            tools.send("Network.enable");
            tools.send("Runtime.enable");
            tools.send("Log.enable");
            tools.send("Audits.enable");
            isOpen = true;
            return tools;
        } finally {
            if (!isOpen) {
                browser.close();
            }
        }
    }

    private static URI tab(String port) throws IOException, InterruptedException {
        String list = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        for (JsonNode each : JSON.readTree(list)) {
            if (each.path("type").asText().equals("page")) {
                return URI.create(each.path("webSocketDebuggerUrl").asText());
            }
        }
        throw new AssertionError("no tab yet: " + list);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
        part.append(data);
        if (isLast) {
            try {
                take(JSON.readTree(part.toString()));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } finally {
                part.setLength(0);
            }
        }
        from.request(1);
        return CompletableFuture.completedFuture(null);
    }

    private void take(JsonNode message) {
        if (message.has("id")) {
            CompletableFuture<JsonNode> answer =
                    answers.remove(message.path("id").asInt());
            if (answer != null) {
                answer.complete(message);
            }
        } else {
            events.add(message);
        }
    }

    /** A command, and what came of it. */
    JsonNode send(String method, Object... parameters) throws Exception {
        ObjectNode command = JSON.createObjectNode();
        int id = last.incrementAndGet();
        command.put("id", id).put("method", method);
        ObjectNode named = command.putObject("params");
        for (int i = 0; i < parameters.length; i += 2) {
            named.set((String) parameters[i], JSON.valueToTree(parameters[i + 1]));
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText(command.toString(), true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        JsonNode got = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(got.path("error").isMissingNode()).as(method + ": " + got).isTrue();
        return got.path("result");
    }

    /** Leaves the page, whatever it is, for another: also where only the fragment is another one. */
    void go(String url) throws Exception {
        send("Page.navigate", "url", "about:blank");
        eventually(PATIENCE, () -> assertThat(eval("location.href")).isEqualTo("about:blank"));
        send("Page.navigate", "url", url);
    }

    /** The value of an expression, as text; of a promise, what it comes to. */
    String eval(String expression) throws Exception {
        JsonNode result = send(
                "Runtime.evaluate",
                "expression",
                "Promise.resolve(" + expression + ").then(String)",
                "returnByValue",
                true,
                "awaitPromise",
                true);
        return result.path("result").path("value").asText();
    }

    /** What a person reads on the page. */
    String text() throws Exception {
        return eval("document.body.innerText");
    }

    /** Waits until the page says something. */
    void await(String text) {
        eventually(PATIENCE, () -> assertThat(text()).contains(text));
    }

    /** Presses a key. */
    void press(String key, int modifiers) throws Exception {
        int code = KEYS.get(key);
        String text = key.equals("Enter") ? "\r" : key.equals(" ") ? " " : "";
        send(
                "Input.dispatchKeyEvent",
                "type",
                "keyDown",
                "key",
                key,
                "code",
                key.equals(" ") ? "Space" : key,
                "windowsVirtualKeyCode",
                code,
                "text",
                text,
                "modifiers",
                modifiers);
        send(
                "Input.dispatchKeyEvent",
                "type",
                "keyUp",
                "key",
                key,
                "code",
                key.equals(" ") ? "Space" : key,
                "windowsVirtualKeyCode",
                code,
                "modifiers",
                modifiers);
    }

    void press(String key) throws Exception {
        press(key, 0);
    }

    void type(String text) throws Exception {
        send("Input.insertText", "text", text);
    }

    /** Presses Tab until what has the focus fits an expression in which {@code it} is that element. */
    void tabTo(String fits) throws Exception {
        for (int i = 0; i < 200; i++) {
            if (eval("(it => it !== document.body && (" + fits + "))(document.activeElement)")
                    .equals("true")) {
                return;
            }
            press("Tab");
        }
        throw new AssertionError("Tab does not lead to what fits " + fits + "; the focus is on "
                + eval("document.activeElement.outerHTML.slice(0, 200)"));
    }

    /** The events of one name. */
    List<JsonNode> events(String method) {
        return events.stream()
                .filter(event -> event.path("method").asText().equals(method))
                .map(event -> event.path("params"))
                .toList();
    }

    /** The addresses of all that was asked for by pages. */
    List<String> requests() {
        return events("Network.requestWillBeSent").stream()
                .map(event -> event.path("request").path("url").asText())
                .filter(url -> url.startsWith("http") || url.startsWith("ws"))
                .toList();
    }

    /** What pages did that their policies forbid, and what their scripts did not expect. */
    List<String> complaints() {
        List<String> found = new CopyOnWriteArrayList<>();
        events("Runtime.exceptionThrown").forEach(event -> found.add(event.toString()));
        events("Log.entryAdded").stream()
                .filter(event -> event.path("entry").path("source").asText().equals("security")
                        || event.path("entry").path("text").asText().contains("Content Security Policy"))
                .forEach(event -> found.add(event.toString()));
        events("Audits.issueAdded").stream()
                .filter(event -> event.toString().contains("ContentSecurityPolicyIssue"))
                .forEach(event -> found.add(event.toString()));
        return found;
    }

    void forget() {
        events.clear();
    }

    /** What is seen, as PNG. */
    byte[] screenshot() throws Exception {
        return Base64.getDecoder()
                .decode(send("Page.captureScreenshot", "format", "png")
                        .path("data")
                        .asText());
    }

    @Override
    public void close() throws InterruptedException {
        socket.abort();
        browser.close();
    }
}
