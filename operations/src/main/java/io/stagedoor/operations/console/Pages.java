package io.stagedoor.operations.console;

import io.stagedoor.operations.http.Answer;
import io.stagedoor.operations.http.Handler;
import io.stagedoor.operations.http.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files of the page, which anybody may read: they hold nothing of this server. Thread-safe. */
final class Pages implements Handler {

    /** Where the page is. */
    static final String PATH = "/console/";

    /** What the page may do in a browser: run its own files, and speak to its own server. */
    static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private static final String INDEX = "index.html";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy", POLICY,
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Embedder-Policy", "require-corp",
            "Cross-Origin-Resource-Policy", "same-origin",
            "X-Frame-Options", "DENY");

    /** There are no others. */
    static final Map<String, String> FILES = Stream.of(
                    INDEX,
                    "console.css",
                    "icon.svg",
                    "main.js",
                    "channel.js",
                    "dom.js",
                    "words.js",
                    "table.js",
                    "dialog.js",
                    "chart.js",
                    "overview.js",
                    "sessions.js",
                    "refusals.js",
                    "configuration.js",
                    "keys.js",
                    "shadow.js")
            .collect(Collectors.toUnmodifiableMap(name -> PATH + (name.equals(INDEX) ? "" : name), name -> name));

    private final Map<String, Answer> answers;

    Pages() {
        answers = FILES.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, file -> answer(file.getValue())));
    }

    private static Answer answer(String name) {
        try (InputStream in = Pages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the bundle was packed without " + name);
            }
            byte[] bytes = in.readAllBytes();
            Map<String, String> headers = new LinkedHashMap<>(HEADERS);
            headers.put("Content-Type", String.valueOf(TYPES.get(name.substring(name.lastIndexOf('.') + 1))));
            return new Answer(200, Map.copyOf(headers), bytes.length, out -> out.write(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With what each answer of the console says to a browser. */
    static Answer guarded(Answer answer) {
        Answer guarded = answer;
        for (Map.Entry<String, String> header : HEADERS.entrySet()) {
            guarded = guarded.with(header.getKey(), header.getValue());
        }
        return guarded;
    }

    @Override
    public Answer answer(Request request) {
        if (request.path().equals("/") && request.method().equals("GET")) {
            return guarded(Answer.error(302, "the console is at " + PATH).with("Location", PATH));
        }
        Answer answer = answers.get(request.path());
        if (answer == null) {
            return guarded(Answer.error(404, "no such path"));
        }
        return request.method().equals("GET")
                ? answer
                : guarded(Answer.error(405, "this path is for GET").with("Allow", "GET"));
    }
}
