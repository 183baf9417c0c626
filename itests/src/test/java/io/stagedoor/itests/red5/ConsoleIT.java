package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.stagedoor.itests.Threads;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The console in a real Chromium, of a real server on which ffmpeg streams. Skipped where Chromium or ffmpeg is not installed. */
public class ConsoleIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int SHIFT = 8;
    /** So many times the page has asked before it is looked at. */
    private static final int SAMPLES = Integer.getInteger("stagedoor.samples", 8);

    private static final String CHARACTERS = "<img src=x onerror=document.title='owned'>\u202e\u0007";

    @ClassRule
    public static final TemporaryFolder TEMPORARY = new TemporaryFolder();

    private static StagedoorServer server;
    private static FfmpegPair ffmpeg;
    private DevTools tab;

    @BeforeClass
    public static void start() throws Exception {
        boolean isInstalled = Chromium.installed().isPresent() && FfmpegPair.isInstalled();
        if (!isInstalled) {
            System.out.println("SKIPPED: ConsoleIT, because Chromium or ffmpeg is not installed");
        }
        assumeTrue("Chromium or ffmpeg is not installed", isInstalled);
        server = StagedoorServer.prepared().withJwt().start();
        eventually(() ->
                assertThat(server.stagedoor().resolve("data/operations.json")).exists());
        ffmpeg = FfmpegPair.start(
                server, signed("ffmpeg"), TEMPORARY.newFile("received.flv").toPath());
    }

    @AfterClass
    public static void stop() throws Exception {
        if (ffmpeg != null) {
            ffmpeg.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Before
    public void open() throws Exception {
        tab = DevTools.open(TEMPORARY.getRoot().toPath());
    }

    @After
    public void close() throws Exception {
        tab.close();
    }

    private static String signed(String subject) {
        return token().claim("sub", subject).signedWith(server.secret());
    }

    private static RtmpClient publisher(String subject, String stream) throws IOException {
        RtmpClient client = RtmpClient.connected(server.rtmpPort(), "live?token=" + signed(subject));
        assertThat(client.publish(client.createStream(), stream, "live")).isEqualTo(Clients.PUBLISHED);
        return client;
    }

    /** What the command prints. */
    private static String invited() throws Exception {
        List<String> command = new ArrayList<>(StagedoorServer.command("console"));
        command.addAll(List.of("-q", "--home", server.home().toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String url = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(url).isZero();
            assertThat(url).matches("http://127\\.\\d+\\.\\d+\\.\\d+:\\d+/console/#[\\w-]{43}");
            return url;
        } finally {
            process.destroyForcibly();
        }
    }

    private String signIn() throws Exception {
        String url = invited();
        tab.go(url);
        tab.await("Healthy");
        return url;
    }

    private static List<String> audited(String part) throws IOException {
        try (var lines = Files.lines(server.stagedoor().resolve("log/audit.log"))) {
            return lines.filter(line -> line.contains(part)).toList();
        }
    }

    private static int status(String url, String method, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url)).method(method, HttpRequest.BodyPublishers.noBody());
        return HttpClient.newHttpClient()
                .send(request.headers(headers).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** The live figures, and that the page asks nobody but its own server, keeps no cookie, and does nothing that its policy forbids. */
    @Test
    public void shows_what_happens_and_speaks_to_nobody_else() throws Exception {
        String url = signIn();
        String origin = url.substring(0, url.indexOf("/console/"));
        assertThat(tab.eval("location.hash")).isEqualTo("#overview");
        assertThat(tab.eval("history.length > 0 && document.referrer")).isEmpty();
        assertThat(Clients.connect(server, "live", "no-token")).isEqualTo(Clients.REJECTED);
        eventually(
                PATIENCE,
                () -> assertThat(tab.text()).contains("MALFORMED_TOKEN").contains("RTMP"));
        eventually(
                PATIENCE,
                () -> assertThat(tab.eval("document.querySelectorAll('.chart svg path').length > 1"))
                        .isEqualTo("true"));
        eventually(
                PATIENCE,
                () -> assertThat(Integer.parseInt(
                                tab.eval("document.querySelector('.tile .big').textContent.replaceAll(',', '')")))
                        .as("clients in, players of other tests included")
                        .isGreaterThanOrEqualTo(2));
        for (String view : List.of("sessions", "refusals", "configuration", "keys", "shadow")) {
            tab.eval("location.hash = '" + view + "'");
            eventually(
                    PATIENCE,
                    () -> assertThat(
                                    tab.eval("document.activeElement.tagName + document.querySelector('h1').textContent"
                                            + ".slice(0, 4).toLowerCase()"))
                            .isEqualTo("H1" + view.substring(0, 4)));
        }
        tab.eval("location.hash = 'configuration'");
        tab.await("authenticator.jwt-live-jwt");
        assertThat(tab.text()).contains("jwtSecretFile").doesNotContain(server.secret());

        assertThat(tab.requests())
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request).startsWith(origin + "/"));
        assertThat(tab.complaints()).isEmpty();
        assertThat(tab.send("Network.getAllCookies").path("cookies")).isEmpty();
        assertThat(tab.eval("document.cookie")).isEmpty();
        for (JsonNode response : tab.events("Network.responseReceivedExtraInfo")) {
            assertThat(response.path("headers").toString().toLowerCase(Locale.ROOT))
                    .doesNotContain("set-cookie");
        }
        assertThat(ffmpeg.isRunning()).isTrue();
    }

    @Test
    public void a_policy_that_forbids_markup_and_foreign_requests_is_in_force() throws Exception {
        signIn();
        assertThat(
                        tab.eval(
                                "(() => { try { document.body.innerHTML = '<b>x</b>'; return 'done'; } catch (e) { return e.name; } })()"))
                .isEqualTo("TypeError");
        assertThat(tab.eval("fetch('http://127.0.0.1:1/').then(() => 'done', e => e.name)"))
                .isEqualTo("TypeError");
        eventually(() -> assertThat(tab.complaints()).isNotEmpty());
    }

    @Test
    public void a_client_is_found_explained_and_ended_by_the_keyboard_alone() throws Exception {
        signIn();
        try (RtmpClient ann = publisher("ann", "s-ann");
                RtmpClient bob = publisher("bob", "s-bob")) {
            tab.tabTo("it.getAttribute('href') === '#sessions'");
            tab.press("Enter");
            tab.await("s-ann");
            tab.tabTo("it.id === 'find'");
            tab.type("s-ann");
            eventually(PATIENCE, () -> assertThat(tab.text()).contains("s-ann").doesNotContain("s-bob"));
            tab.tabTo("it.matches('.quiet')");
            tab.press("Enter");
            tab.await("End the session of ann?");
            assertThat(tab.text()).contains("It may come again while its credentials are good");
            assertThat(tab.eval("document.activeElement.textContent")).isEqualTo("Cancel");
            for (int i = 0; i < 12; i++) { // round and round, never behind the dialog
                tab.press("Tab", i % 3 == 2 ? SHIFT : 0);
                assertThat(
                                tab.eval(
                                        "document.activeElement === document.body || document.querySelector('dialog').contains(document.activeElement)"))
                        .isEqualTo("true");
            }
            tab.press("Escape");
            eventually(() -> assertThat(tab.eval("document.querySelectorAll('dialog').length"))
                    .isEqualTo("0"));
            assertThat(tab.eval("document.activeElement.matches('.quiet')")).isEqualTo("true");
            assertThat(ann.createStream()).as("nobody was ended").isPositive();

            tab.press("Enter");
            tab.await("End the session of ann?");
            tab.tabTo("it.matches('[data-confirm]')");
            tab.press("Enter");
            tab.await("1 connection ended");
            eventually(() -> assertThat(tab.eval("document.activeElement.id"))
                    .as("where the focus is, as its button goes")
                    .isEqualTo("find"));
            Clients.assertClosed(ann);
            assertThat(bob.createStream()).isPositive();
            eventually(() -> assertThat(audited("\"action\":\"kick\""))
                    .anyMatch(line -> line.contains("\"decision\":\"act\"")
                            && line.contains("\"claimed\":\"" + System.getProperty("user.name") + ", console\"")));
        }
        String late =
                token().claim("sub", "carl").expiresIn(Duration.ofMinutes(-5)).signedWith(server.secret());
        assertThat(Clients.connect(server, "live", late)).isEqualTo(Clients.REJECTED);
        tab.tabTo("it.getAttribute('href') === '#refusals'");
        tab.press("Enter");
        tab.await("carl");
        tab.tabTo("it.id === 'find-refusal'");
        tab.type("carl");
        tab.tabTo("it.textContent === 'EXPIRED'");
        tab.press("Enter");
        tab.await("exp is missing or past");
        assertThat(tab.text()).contains("clockSkewSeconds").contains("What Stagedoor noted");
        tab.press("Escape");
        eventually(
                () -> assertThat(tab.eval("document.activeElement.textContent")).isEqualTo("EXPIRED"));
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    public void names_of_strangers_are_text() throws Exception {
        signIn();
        try (RtmpClient client = publisher(CHARACTERS + "x".repeat(1000), "s-hostile")) {
            tab.eval("location.hash = 'sessions'");
            tab.await("s-hostile");
            assertThat(tab.text())
                    .contains("<img src=x onerror=")
                    .contains("\\u202e\\u0007")
                    .doesNotContain("\u202e", "\u0007");
            assertThat(tab.eval("document.querySelectorAll('#view img').length"))
                    .isEqualTo("0");
            assertThat(tab.eval("document.title")).isEqualTo("Sessions – Stagedoor console");
            assertThat(tab.eval("document.documentElement.scrollWidth <= innerWidth"))
                    .isEqualTo("true");
            assertThat(client.createStream()).isPositive();
        }
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    public void a_code_is_good_once_and_a_token_until_somebody_signs_out() throws Exception {
        String url = signIn();
        try (DevTools other = DevTools.open(TEMPORARY.getRoot().toPath())) {
            other.go(url);
            other.await("This address does not open the console");
            assertThat(other.text()).contains("was used");
            assertThat(other.eval("sessionStorage.length")).isEqualTo("0");
            other.go(url.substring(0, url.indexOf('#')));
            other.await("Sign in");
        }
        tab.send("Page.reload");
        tab.await("Healthy");
        String token = tab.eval("JSON.parse(sessionStorage.getItem('stagedoor.token')).token");
        String origin = url.substring(0, url.indexOf("/console/"));
        assertThat(status(origin + "/v1/status", "GET", "Authorization", "Bearer " + token))
                .isEqualTo(200);
        JsonNode channel = JSON.readTree(Files.readString(server.stagedoor().resolve("data/operations.json")));
        String own = "http://127.0.0.1:" + channel.path("port").asText();
        assertThat(status(own + "/v1/status", "GET", "Authorization", "Bearer " + token))
                .as("at the channel")
                .isEqualTo(401);
        assertThat(status(
                        origin + "/v1/status",
                        "GET",
                        "Authorization",
                        "Bearer " + channel.path("token").asText()))
                .as("the channel's token at the console")
                .isEqualTo(401);

        tab.tabTo("it.id === 'leave'");
        tab.press("Enter");
        tab.await("Sign out?");
        tab.tabTo("it.matches('[data-confirm]')");
        tab.press("Enter");
        tab.await("You are signed out");
        assertThat(tab.eval("sessionStorage.length")).isEqualTo("0");
        assertThat(status(origin + "/v1/status", "GET", "Authorization", "Bearer " + token))
                .isEqualTo(401);
    }

    /** What is asked beside is seen to disagree, with whom, and how. */
    @Test
    public void a_shadow_that_would_refuse_is_seen() throws Exception {
        String file = "stagedoor.authenticator.jwt-strict.cfg";
        server.configure(
                file, "name=strict-jwt", "jwtSecretFile=" + server.secretFile(), "expectedIssuer=https://idp.example");
        server.configure(StagedoorServer.APPLICATION_FILE, server.application("authenticator.shadow=strict-jwt"));
        try {
            signIn();
            tab.eval("location.hash = 'shadow'");
            tab.await("strict-jwt");
            assertThat(tab.text()).contains("They have not differed.");
            assertThat(Clients.connect(server, "live", "no-token")).isEqualTo(Clients.REJECTED);
            assertThat(Clients.connect(server, "live", signed("ann"))).isEqualTo(Clients.CONNECTED);
            tab.await("WRONG_ISSUER");
            eventually(PATIENCE, () -> {
                assertThat(cells("#h-agreement")).containsExactly("live", "strict-jwt", "50.0 %", "1", "0", "0", "0");
                List<String> difference = cells("#h-differences");
                assertThat(difference).contains("1", "ann", "connect", "live", "RTMP", "allow GRANTED");
                assertThat(difference).contains("deny WRONG_ISSUER");
            });
            assertThat(tab.complaints()).isEmpty();
        } finally {
            server.configure(StagedoorServer.APPLICATION_FILE, server.application());
            server.unconfigure(file);
        }
        tab.await("No shadow is configured.");
    }

    /** What stands in the first row of the table below a heading, without times. */
    private List<String> cells(String heading) throws Exception {
        JsonNode cells = JSON.readTree(
                tab.eval(
                        "JSON.stringify([...document.querySelector('" + heading
                                + "').closest('section').querySelectorAll('tbody tr:first-child > :not(:has(time))')].map(one => one.textContent.trim()))"));
        List<String> texts = new ArrayList<>();
        cells.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    /** The lowest contrast of the texts that are seen, and whose it is; of the colours that the browser has worked out. */
    private static final String CONTRAST = """
            (() => {
              const parts = color => color.match(/[\\d.]+/g).map(Number);
              const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
              const below = it => { const c = parts(getComputedStyle(it).backgroundColor);
                return c.length === 3 || c[3] === 1 ? c : below(it.parentElement); };
              const ratio = it => { const [a, b] = [light(parts(getComputedStyle(it).color)), light(below(it))].sort((x, y) => y - x);
                return (a + 0.05) / (b + 0.05); };
              const texts = [...document.querySelectorAll('body *')].filter(it => it.checkVisibility() && !(it instanceof SVGElement)
                && [...it.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
              const worst = texts.map(it => [ratio(it), it.tagName + ' ' + it.textContent.trim()]).sort((x, y) => x[0] - y[0])[0];
              return JSON.stringify({texts: texts.length, ratio: worst[0], whose: worst[1]});
            })()""";

    /** On a server that is busy, in each of its colours: the picture of the README is one of these. */
    @Test
    public void is_legible_in_both_themes() throws Exception {
        signIn();
        tab.send(
                "Emulation.setDeviceMetricsOverride",
                "width",
                1280,
                "height",
                800,
                "deviceScaleFactor",
                1,
                "mobile",
                false);
        AtomicBoolean seen = new AtomicBoolean();
        ExecutorService busy = Executors.newSingleThreadExecutor();
        Future<?> clients = busy.submit(() -> {
            for (int i = 0; !seen.get(); i++) {
                comeAndGo(i);
            }
            return null;
        });
        try {
            eventually(
                    PATIENCE.plusSeconds(4L * SAMPLES),
                    () -> assertThat(
                                    Integer.parseInt(
                                            tab.eval(
                                                    "(document.querySelector('.chart path.line.allow')?.getAttribute('d') ?? '').split('L').length")))
                            .isGreaterThan(SAMPLES));
            tab.await("BAD_SIGNATURE");
            List<String> backgrounds = new ArrayList<>();
            for (String theme : List.of("light", "dark")) {
                tab.eval("(() => { const it = document.getElementById('theme'); it.value = '" + theme
                        + "'; it.dispatchEvent(new Event('change', {bubbles: true})); return ''; })()");
                JsonNode worst = JSON.readTree(tab.eval(CONTRAST));
                assertThat(worst.path("texts").asInt()).isGreaterThan(20);
                assertThat(worst.path("ratio").asDouble()).as(theme + worst).isGreaterThanOrEqualTo(4.5);
                backgrounds.add(tab.eval("getComputedStyle(document.documentElement).backgroundColor"));
                Files.write(server.home().resolveSibling("console-" + theme + ".png"), tab.screenshot());
            }
            assertThat(backgrounds).doesNotHaveDuplicates();
        } finally {
            seen.set(true);
            Threads.finish(busy);
        }
        clients.get();
    }

    /** Some who are let in, and now and then one who is not. */
    private static void comeAndGo(int round) throws IOException {
        assertThat(Clients.connect(server, "live", signed("viewer-" + round))).isEqualTo(Clients.CONNECTED);
        assertThat(RawHttp.get(server, "/live/streams/none-" + round + ".flv?token=" + signed("viewer-" + round))
                        .status())
                .isEqualTo(404);
        if (round % 3 == 0) {
            String[] bad = {
                token().signedWith("another secret of 32 characters or more"),
                token().expiresIn(Duration.ofMinutes(-5)).signedWith(server.secret()),
                token().signedWith("another secret of 32 characters or more"),
                "nonsense"
            };
            assertThat(Clients.connect(server, "live", bad[round / 3 % bad.length]))
                    .isEqualTo(Clients.REJECTED);
        }
    }

    @Test
    public void keys_and_secrets_have_an_age() throws Exception {
        signIn();
        tab.eval("location.hash = 'keys'");
        tab.await("jwtSecretFile: the secret in use was written");
        assertThat(tab.text()).doesNotContain(server.secret());
    }

    /** A browser that writes down what it is given, and what every user of the machine sees of all processes meanwhile. */
    private static final String BROWSER = """
            #!/bin/sh
            printf '%s\\n' "$@" >'FOLDER/arguments'
            cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' >'FOLDER/processes'
            """;

    @Test
    public void the_browser_is_opened_without_a_secret_in_a_list_of_processes() throws Exception {
        Path folder = TEMPORARY.newFolder("bin").toPath();
        Path browser = Files.writeString(folder.resolve("xdg-open"), BROWSER.replace("FOLDER", folder.toString()));
        Files.setPosixFilePermissions(browser, PosixFilePermissions.fromString("rwx------"));
        List<String> command = new ArrayList<>(StagedoorServer.command("console"));
        command.addAll(List.of("-q", "--open", "--home", server.home().toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().merge("PATH", folder.toString(), (path, first) -> first + File.pathSeparator + path);
        Process process = builder.start();
        String url;
        try {
            url = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(url).isZero();
        } finally {
            process.destroyForcibly();
        }
        String code = URI.create(url).getFragment();
        assertThat(code).hasSize(43);
        List<String> arguments = Files.readAllLines(folder.resolve("arguments"));
        assertThat(arguments).hasSize(1);
        Path page = Path.of(URI.create(arguments.get(0)));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(page)))
                .isEqualTo("rw-------");
        JsonNode channel = JSON.readTree(Files.readString(server.stagedoor().resolve("data/operations.json")));
        assertThat(Files.readString(folder.resolve("processes")))
                .contains("console", arguments.get(0))
                .doesNotContain(code, channel.path("token").asText(), server.secret());
        tab.go(arguments.get(0));
        tab.await("Healthy");
        assertThat(tab.eval("location.protocol + sessionStorage.length")).isEqualTo("http:1");
    }

    @Test
    public void ends_with_its_setting_and_says_when_nobody_answers() throws Exception {
        signIn();
        try {
            server.configure("stagedoor.operations.cfg", "console=false");
            tab.await("The server does not answer");
            assertThat(tab.text()).contains("What you see is old");
        } finally {
            server.unconfigure("stagedoor.operations.cfg");
        }
        eventually(PATIENCE, () -> assertThat(invited()).isNotEmpty());
    }

    private static void answer(HttpExchange exchange, String type, String text) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Each way in which a page can reach the console, with a code or a token that it should never have. */
    private static final String PAGE = """
            <!doctype html><script>
            const console_ = 'CONSOLE', bearer = {Authorization: 'Bearer TOKEN'};
            const read = async response => response.type + ' ' + response.status + ' ' + await response.text();
            const element = (name, source, path) => new Promise((done, fail) => {
              const one = document.createElement(name);
              one.onload = () => done('loaded'); one.onerror = () => fail('error');
              one[source] = console_ + path; document.head.append(one);
            });
            const ways = {
              get: () => fetch(console_ + '/v1/sessions', {headers: bearer}).then(read),
              page: () => fetch(console_ + '/console/').then(read),
              code: () => fetch(console_ + '/console/token', {method: 'POST', headers: {Authorization: 'Bearer CODE'}}).then(read),
              kick: () => fetch(console_ + '/v1/kick?sub=victim', {method: 'POST', headers: bearer}).then(read),
              module: () => import(console_ + '/console/channel.js').then(() => 'loaded'),
              script: () => element('script', 'src', '/console/main.js'),
              image: () => element('img', 'src', '/console/icon.svg'),
              rebound: () => fetch('http://rebound.test:PORT/console/').then(read),
              opener: () => new Promise(done => {
                const other = window.open(console_ + '/console/');
                setTimeout(() => { try { done('read ' + other.document.title); } catch (e) { done('failed ' + (other && other.closed)); } }, 3000);
              }),
              frame: () => new Promise(done => {
                const frame = document.createElement('iframe');
                frame.onload = () => { try { done('read ' + frame.contentDocument.body.innerHTML); } catch (e) { done('opaque'); } };
                frame.src = console_ + '/console/'; document.documentElement.append(frame);
              }),
            };
            addEventListener('load', async () => {
              const results = {};
              for (const [name, way] of Object.entries(ways)) {
                try {
                  results[name] = await Promise.race([way(), new Promise((d, fail) => setTimeout(() => fail('no answer'), 6000))]);
                } catch (e) { results[name] = 'failed ' + e; }
              }
              await fetch('/results', {method: 'POST', body: JSON.stringify(results)});
            });
            </script>
            """;

    @Test
    public void a_hostile_page_gets_nothing() throws Exception {
        String url = signIn();
        String token = tab.eval("JSON.parse(sessionStorage.getItem('stagedoor.token')).token");
        String next = invited();
        URI uri = URI.create(url);
        CompletableFuture<String> results = new CompletableFuture<>();
        HttpServer hostile = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String page = PAGE.replace("CONSOLE", "http://" + uri.getAuthority())
                .replace("PORT", String.valueOf(uri.getPort()))
                .replace("TOKEN", token)
                .replace("CODE", URI.create(next).getFragment());
        hostile.createContext("/", exchange -> answer(exchange, "text/html", page));
        hostile.createContext("/results", exchange -> {
            results.complete(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(exchange, "text/plain", "");
        });
        hostile.start();
        try (RtmpClient victim = publisher("victim", "s-victim")) {
            // Another listener of the same machine: an origin that differs by its port only.
            try (DevTools other = DevTools.open(TEMPORARY.getRoot().toPath())) {
                other.go("http://127.0.0.1:" + hostile.getAddress().getPort() + "/");
                JsonNode got = JSON.readTree(results.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
                got.properties()
                        .forEach(way -> assertThat(way.getValue().asText())
                                .as(way.getKey())
                                .matches("failed.*|opaque")
                                .doesNotContain("victim"));
                assertThat(got).hasSize(10);
            }
            assertThat(victim.createStream()).as("the victim is in").isPositive();
        } finally {
            hostile.stop(0);
        }
        tab.go(next);
        tab.await("Healthy");
    }

    /** Whoever takes the port of a console that has ended sees a token that opens nothing, also if the tab is still open. */
    @Test
    public void an_impostor_on_the_port_of_a_console_that_ended_gets_nothing_that_works() throws Exception {
        URI url = URI.create(signIn());
        server.configure("stagedoor.operations.cfg", "console=false");
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer impostor = eventually(PATIENCE, () -> {
            try {
                return HttpServer.create(new InetSocketAddress(url.getHost(), url.getPort()), 0);
            } catch (IOException e) { // not closed yet
                throw new AssertionError(e);
            }
        });
        try {
            impostor.createContext("/", exchange -> {
                seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
                answer(exchange, "application/json", "{}");
            });
            impostor.start();
            eventually(PATIENCE, () -> assertThat(seen).isNotEmpty());
        } finally {
            impostor.stop(0);
            server.unconfigure("stagedoor.operations.cfg");
        }
        URI again = URI.create(eventually(PATIENCE, ConsoleIT::invited));
        assertThat(again.getAuthority()).isNotEqualTo(url.getAuthority());
        for (String authorization : List.copyOf(seen)) {
            assertThat(status("http://" + again.getAuthority() + "/v1/status", "GET", "Authorization", authorization))
                    .isEqualTo(401);
        }
    }
}
