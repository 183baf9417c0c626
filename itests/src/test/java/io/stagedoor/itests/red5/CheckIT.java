package io.stagedoor.itests.red5;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.stagedoor.cli.server.FreePorts;
import io.stagedoor.itests.PrivateKeyHolder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** {@code stagedoor check}, against installations with mistakes in them, and without. No server runs. */
public class CheckIT {

    private static final long PATIENCE_SECONDS = 90;
    private static final String KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG\n";
    private static final String JWT = "stagedoor.authenticator.jwt-";
    private static final String SIMPLE = "stagedoor.authenticator.simple-";
    private static final String BACKEND = "stagedoor.authenticator.roundtrip-";
    private static final String ISSUER = "stagedoor.issuer-";
    private static final String APP = "stagedoor.application-";
    private static final String FILE = "jwtSecretFile=${red5.root}/stagedoor/secrets/good.key\n";

    @Rule
    public TemporaryFolder temporary = new TemporaryFolder();

    private Path red5;
    private Path conf;
    private Path secrets;
    private Path bundles;
    private int code;
    private HttpServer provider;
    private String issuer;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicReference<String> keys = new AtomicReference<>("");

    /** What is to be found, by what the line begins with. */
    private final Map<String, String> expected = new LinkedHashMap<>();

    @Before
    public void make() throws IOException {
        red5 = temporary.getRoot().toPath().toRealPath().resolve("red5");
    }

    private void install() throws IOException {
        Installation.in(red5);
        conf = red5.resolve("stagedoor/conf");
        secrets = red5.resolve("stagedoor/secrets");
        bundles = red5.resolve("stagedoor/bundles");
        for (Path folder : List.of(red5.resolve("stagedoor"), conf, secrets)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        write(secrets.resolve("good.key"), KEY);
        write(conf.resolve(JWT + "good.cfg"), "name=good\n" + FILE);
    }

    private static Path write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** @param at the line, and the severity */
    private void plant(String file, String content, String at, String text) throws IOException {
        write(conf.resolve(file), content);
        expect("stagedoor/conf/" + file + at, text);
    }

    private void expect(String begin, String text) {
        expected.put(begin + ": ", text);
    }

    private String check(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("check"));
        arguments.addAll(List.of(options));
        return run(arguments.toArray(String[]::new));
    }

    private String run(String... options) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(red5.resolve("stagedoor/bin/stagedoor").toString()));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        code = process.exitValue();
        return out;
    }

    @Test
    public void finds_each_mistake_and_says_where_and_what_to_do() throws Exception {
        install();
        plantApplications();
        plantAuthenticators();
        plantIssuers();
        plantNames();
        plantHostileFiles();
        plantBundles();

        String out = check("--bundles");

        assertThat(code).as(out).isEqualTo(1);
        assertThat(expected).hasSizeGreaterThan(70);
        expected.forEach((begin, text) -> assertThat(out.lines())
                .as(begin + text)
                .anySatisfy(line -> assertThat(line).startsWith(begin).contains(text)));
        assertThat(out.lines().filter(line -> line.contains("/good.cfg"))).isEmpty();
        assertThat(out)
                .doesNotContain(KEY.strip(), "mnopqrstuvwxyz", "s3cret", "your-256-bit", "\u001b")
                .contains("not ok: ");
    }

    private void application(String name, String properties, String at, String text) throws IOException {
        plant(APP + name + ".cfg", "application=" + name + "\n" + properties, at, text);
    }

    private void plantApplications() throws IOException {
        application("a1", "autenticator=good\n", ":2: error", "did you mean authenticator?");
        application("a2", "authenticator=goood\n", ":2: error", "did you mean 'good'?");
        application("a3", "authenticator=good\ndecisionTimeoutMillis=0\n", ":3: error", "set it to 1 to 60000");
        application("a4", "authenticator=good\nonChange=maybe\n", ":3: error", "neither keep, reauthenticate nor");
        application("a5", "authenticator=good\nrtmp=yes\n", ":3: error", "neither true nor false");
        application("a6", "active=false\n", ":2: warning", "every client of 'a6' is admitted");
        application("a7", "authenticator=\n", ":2: error", "name an authenticator");
        application("a8", "authenticator=good\npublishModes=live,rekord\n", ":3: error", "publishModes");
        application("a9", "authenticator=good\nmpegtsSources=example.org\n", ":3: error", "not an address or network");
        application("b1", "authenticator=good\nmaxHeld=many\n", ":3: error", "not a whole number");
        application("b2", "authenticator=${nobody}\n", ":2: error", "no value for ${nobody}");
        application("b3", "authenticator=good\nActive=true\nactive=true\n", ": error", "are the same name");
        application("b4", "authenticator=good\\u00g1\n", ":2: error", "without four hexadecimal digits");
        application("b5", "authenticator=good\nrtsp=false\n", ":3: warning", "every RTSP client of 'b5'");
        write(conf.resolve(APP + "same1.cfg"), "application=same\nauthenticator=good\n");
        write(conf.resolve(APP + "same2.cfg"), "application=same\nauthenticator=good\n");
        expect("stagedoor/conf/" + APP + "same1.cfg: error", "'same' is configured more than once");
        plant(APP + "b6.cfg", "authenticator=good\n", ": error", "application: is missing");
        plant("stagedoor.bridge.cfg", "rtmptBindAdress=true\n", ":1: error", "did you mean rtmptBindAddress?");
    }

    private void jwt(String name, String properties, String at, String text) throws IOException {
        plant(JWT + name + ".cfg", "name=" + name + "\n" + properties, at, text);
    }

    private void plantAuthenticators() throws IOException {
        jwt("c1", FILE + "jwtTtlMinutes=0\n", ":3: error", "set it to 1 to 525600");
        jwt("c2", FILE + "jwtSecret=" + KEY, ":3: error", "both are set");
        jwt("c3", "jwtSecretFile=/nowhere/x.key\n", ":2: error", "the file does not exist");
        jwt("c4", "jwtSecret=changeme-to-a-strong-32-byte-secret-key\n", ":2: error", "documentation's placeholder");
        jwt("c5", "jwtSecret=short\n", ":2: error", "shorter than 32 bytes");
        // RFC 7515, appendix A.1
        jwt(
                "c6",
                "jwtSecret=AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow\n",
                ":2: error",
                "public list");
        jwt("c7", "jwtSecret=your-256-bit-secret-your-256-bit-secret\n", ":2: warning", "looks guessable");
        jwt("c8", "jwtSecret=$[secret:nothere.key]\n", ":2: error", "no file 'nothere.key' in stagedoor/secrets");
        jwt("c9", FILE + "expectedIsuer=x\n", ":3: error", "did you mean expectedIssuer?");
        jwt("d1", FILE + "expiry=never\n", ":3: error", "neither connect, action nor cut");
        jwt(
                "d2",
                FILE + "previousSecrets=a\npreviousSecret.a.file=/x\npreviousSecret.a.acceptUntil=soon\n",
                ":5: error",
                "not an instant");
        write(conf.resolve(JWT + "twin.cfg"), "name=good\n" + FILE);
        expected.put("stagedoor/conf/" + JWT, "'good' is configured more than once");
        plant(JWT + "d3.cfg", FILE, ": error", "name: is missing");
        Path open = write(secrets.resolve("open.key"), KEY);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        write(red5.resolve("conf/plain"), "alice s3cret\n");
        write(red5.resolve("conf/foreign"), "bob $apr1$xxxxxxxx$yyyyyyyyyyyyyyyyyyyyyy\n");
        plant(SIMPLE + "e1.cfg", "name=e1\ncredentialsFile=conf/none\n", ":2: error", "does not exist");
        plant(SIMPLE + "e2.cfg", "name=e2\ncredentialsFile=conf/foreign\n", ":2: error", "kind 'apr1'");
        plant(SIMPLE + "e3.cfg", "name=e3\ncredentialsFile=conf/plain\n", ": warning", "are not hashed");
        plant(BACKEND + "f1.cfg", "name=f1\n", ": error", "validateUrl: is missing");
        plant(BACKEND + "f2.cfg", "name=f2\nvalidateUrl=ftp://x/\n", ":2: error", "begin it with http:// or https://");
        plant(
                BACKEND + "f3.cfg",
                "name=f3\nvalidateUrl=http://127.0.0.1:9/x\nfailOpen=true\n",
                ":3: warning",
                "EVERY client");
        Files.copy(
                Path.of(System.getProperty("stagedoor.sample")),
                bundles.resolve("local-only.jar"),
                StandardCopyOption.REPLACE_EXISTING);
        plant(
                "com.example.invite-g1.cfg",
                "authenticator.name=g1\ncodeFil=x\n",
                ":2: warning",
                "did you mean codeFile?");
        plant("com.example.invite-g2.cfg", "authenticator.name=g2\ncodeFile=/none\n", ":2: error", "cannot be read");
    }

    /** Of three lines before, and no keys that are on the web: a check fetches none. */
    private void issuer(String name, String properties, String at, String text) throws IOException {
        String issuer = "name=" + name + "\nissuer=https://" + name + ".example\naudiences=media\n";
        plant(ISSUER + name + ".cfg", issuer + properties, at, text);
    }

    private void plantIssuers() throws IOException {
        String keys = "keys=${red5.root}/stagedoor/secrets/issuer.pem\n";
        write(secrets.resolve("issuer.pem"), PrivateKeyHolder.rs256().pem());
        write(secrets.resolve("torn.jwks"), "{\"keys\":[{\"kty\":\"RSA\"");
        issuer("k1", keys + "audience=media\n", ":5: error", "did you mean audiences?");
        issuer("k2", "keys=${red5.root}/nowhere.jwks\n", ":4: error", "the file does not exist");
        issuer("k3", "keys=http://k3.example/keys\n", ":4: error", "is an http:// URL");
        issuer("k4", "keys=https:///keys\n", ":4: error", "keys");
        issuer("k5", keys + "algorithms=RS257\n", ":5: error", "has one that is not known");
        issuer("k6", keys + "publisherIf=roles\n", ":5: error", "a condition is CLAIM=VALUE");
        issuer("k7", "keys=discovery\nkeysRefreshMinutes=1\n", ":5: error", "set it to 5 to 1440");
        issuer("k8", "", ": error", "keys: is missing or empty");
        issuer("k9", keys + "keysProxy=proxy.example\n", ":5: error", "is not http:// with a host and a port");
        issuer("l1", "keys=${red5.root}/stagedoor/secrets/torn.jwks\n", ":4: error", "torn.jwks");
        issuer("l2", "keys=secret:${red5.root}/stagedoor/secrets/open.key\n", ":4: error", "algorithms");
        plant(
                ISSUER + "l3.cfg",
                "name=l3\nissuer=https://l3.example\n" + keys,
                ": error",
                "audiences: is missing or empty");
        plant(
                ISSUER + "l4.cfg",
                "name=l4\nissuer=https://l4.example/{tid}\naudiences=media\n" + keys,
                ": error",
                "name the tenants");
        plant("stagedoor.isuer-l5.cfg", "name=l5\n", ": error", "did you mean " + ISSUER + "l5.cfg?");
        String same = "issuer=https://same.example\naudiences=media\n" + keys;
        write(conf.resolve(ISSUER + "same1.cfg"), "name=same1\n" + same);
        write(conf.resolve(ISSUER + "same2.cfg"), "name=same2\n" + same);
        jwt("m1", "issuers=same1,same2\n", ":2: error", "'same2' has the same issuer and the same key as 'same1'");
        jwt("m2", "issuers=same1,nobody\n", ":2: error", "no issuer has the name 'nobody'");
        jwt("m3", "issuers=same1\nexpectedIssuer=x\n", ":3: error", "is for tokens that are signed with");
        write(conf.resolve(ISSUER + "twice.cfg"), "name=same1\n" + same);
        jwt("m4", "issuers=same1\n", ":2: error", "issuer 'same1' is configured more than once");
    }

    private void plantNames() throws IOException {
        plant(
                "stagedoor.aplication-h1.cfg",
                "application=h1\n",
                ": error",
                "did you mean stagedoor.application-h1.cfg?");
        plant("stagedoor.authenticator.jtw-h2.cfg", "name=h2\n", ": error", "did you mean " + JWT + "h2.cfg?");
        plant("stagedoor.application.cfg", "application=h3\n", ": error", "it has no name after the PID");
        plant(APP + "h4 (copy).cfg", "application=h4\n", ": error", "rename it to " + APP + "h4-copy.cfg");
        plant(APP + "h5.cfg.txt", "application=h5\n", ": warning", "does not end in .cfg");
        plant(APP + "h6.properties", "application=h6\n", ": warning", "only .cfg files are read");
        plant("com.nobody.thing-h7.cfg", "x=1\n", ": error", "no running bundle reads 'com.nobody.thing'");
        write(red5.resolve("stagedoor/" + APP + "h8.cfg"), "application=h8\n");
        expect("stagedoor/" + APP + "h8.cfg: error", "only files in stagedoor/conf are read");
    }

    private void plantHostileFiles() throws Exception {
        pipe(conf.resolve(APP + "pipe.cfg"));
        expect("stagedoor/conf/" + APP + "pipe.cfg: error", "not a regular file");
        pipe(secrets.resolve("pipe.key"));
        expect("stagedoor/secrets/pipe.key: warning", "not a regular file");
        endless(write(conf.resolve(APP + "big.cfg"), ""));
        expect("stagedoor/conf/" + APP + "big.cfg: error", "is larger than");
        endless(write(secrets.resolve("big.key"), ""));
        expect("stagedoor/secrets/big.key: warning", "larger than 65536 bytes");
        write(secrets.resolve("empty.key"), "");
        jwt("empty", "jwtSecretFile=${red5.root}/stagedoor/secrets/empty.key\n", ":2: error", "shorter than 32 bytes");
        Files.write(conf.resolve(APP + "utf16.cfg"), "application=x\n".getBytes(StandardCharsets.UTF_16));
        expect("stagedoor/conf/" + APP + "utf16.cfg: error", "in UTF-16");
        Files.write(conf.resolve(APP + "binary.cfg"), new byte[] {0, 1, 2, '=', 0, 27, '[', 'm', '\n', (byte) 255});
        expect("stagedoor/conf/" + APP + "binary.cfg: error", "NUL bytes");
        Files.createSymbolicLink(conf.resolve(APP + "gone.cfg"), Path.of("/nowhere"));
        expect("stagedoor/conf/" + APP + "gone.cfg: error", "a link to a file that does not exist");
        Files.createSymbolicLink(conf.resolve(APP + "round.cfg"), conf.resolve(APP + "round.cfg"));
        expect("stagedoor/conf/" + APP + "round.cfg: error", "a link to a file that does not exist");
        Files.createDirectory(conf.resolve("a folder"));
        expect("stagedoor/conf/a folder: warning", "it is a folder");
    }

    private static void pipe(Path file) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
    }

    private static void endless(Path file) throws IOException {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.setLength(1L << 30);
        }
    }

    private void plantBundles() throws IOException {
        Files.copy(bundles.resolve("auth-jwt.jar"), bundles.resolve("auth-jwt-copy.jar"));
        expect("stagedoor/bundles/auth-jwt-copy.jar: error", "Remove one of the two files");
        Files.writeString(bundles.resolve("no.jar"), "no jar");
        expect("stagedoor/bundles/no.jar: error", "not a jar");
        jar("plain.jar", Map.of());
        expect("stagedoor/bundles/plain.jar: error", "not an OSGi bundle");
        jar(
                "broken.jar",
                Map.of(
                        "Bundle-ManifestVersion",
                        "2",
                        "Bundle-SymbolicName",
                        "broken",
                        "Import-Package",
                        "com.nowhere.api"));
        expect("stagedoor/bundles/broken.jar: error", "it needs package com.nowhere.api, which no bundle provides");
        Files.writeString(bundles.resolve("thing.zip"), "x");
        expect("stagedoor/bundles/thing.zip: error", "only files that end in .jar are read");
    }

    private void jar(String name, Map<String, String> headers) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach((key, value) -> manifest.getMainAttributes().put(new Attributes.Name(key), value));
        new JarOutputStream(Files.newOutputStream(bundles.resolve(name)), manifest).close();
    }

    @Test
    public void the_bundles_that_it_is_given_judge_in_place_of_the_installed_ones() throws Exception {
        install();
        write(conf.resolve("stagedoor.application-live.cfg"), "application=live\nauthenticator=good\n");
        Path given = Files.createDirectories(red5.resolveSibling("given"));
        Files.move(bundles.resolve("auth-jwt.jar"), given.resolve("auth-jwt.jar"));
        Set<String> before = everything();

        String without = check("--bundles", "--quiet");
        assertThat(code).as(without).isEqualTo(1);
        assertThat(without)
                .contains("the bundle that reads it is not running; see why stagedoor/bundles/auth-jwt.jar is missing");

        String with = check("--bundles", given.toString());
        assertThat(with).contains("ok: 2 files checked");
        assertThat(code).as(with).isZero();
        assertThat(everything()).as("a check writes nothing").isEqualTo(before);

        write(conf.resolve(JWT + "good.cfg"), "name=good\nexpectedIsuer=x\n" + FILE);
        Files.writeString(given.resolve("no.jar"), "no jar");
        String wrong = check("--bundles", given.toString());
        assertThat(wrong).contains("did you mean expectedIssuer", given.resolve("no.jar") + ": error: ", "not a jar");
        assertThat(code).as(wrong).isEqualTo(1);

        Path empty = Files.createDirectories(red5.resolveSibling("empty"));
        assertThat(check("--bundles", empty.toString())).contains("no jar is in the folder " + empty);
        assertThat(code).isEqualTo(1);
    }

    @Test
    public void finds_nothing_in_the_examples() throws Exception {
        install();
        Files.delete(conf.resolve(JWT + "good.cfg"));
        Files.move(secrets.resolve("good.key"), secrets.resolve("live-jwt.key"));
        write(red5.resolve("conf/simple-auth-plugin.credentials"), "");
        write(secrets.resolve("shared.key"), Base64.getEncoder().encodeToString(new byte[32]));
        try (Stream<Path> examples = Files.list(conf)) {
            for (Path example : examples.toList()) {
                write(
                        conf.resolve(example.getFileName().toString().replace(".example", "")),
                        Files.readString(example));
            }
        }

        Set<String> before = everything();

        String out = check("--bundles");

        assertThat(everything()).as("a check writes nothing").isEqualTo(before);
        assertThat(out.lines().filter(line -> !line.contains(": note: "))).containsExactly("ok: 10 files checked");
        assertThat(code).isZero();
        assertThat(check("-q")).isEmpty();
        assertThat(check("--json")).startsWith("{\"ok\":true,\"files\":10,\"findings\":[");
    }

    @Test
    public void finds_a_backend_that_nobody_reaches() throws Exception {
        install();
        int port = FreePorts.ofLoopback();
        try (ServerSocket listening = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(listening.isBound()).isTrue();
            write(
                    conf.resolve(BACKEND + "there.cfg"),
                    "name=there\nvalidateUrl=http://127.0.0.1:" + port + "/x?key=s3cret\n");
            write(conf.resolve(APP + "live.cfg"), "application=live\nauthenticator=there\n");

            assertThat(check("--online")).endsWith("ok: 3 files checked\n");
        }

        assertThat(check()).endsWith("ok: 3 files checked\n");
        assertThat(check("--online"))
                .contains(BACKEND + "there.cfg:2: error: validateUrl: nobody is reached at 127.0.0.1:" + port)
                .doesNotContain("s3cret");
    }

    private Set<String> everything() throws IOException {
        try (Stream<Path> files = Files.walk(red5)) {
            return files.map(file -> red5.relativize(file) + " " + file.toFile().lastModified())
                    .collect(Collectors.toSet());
        }
    }

    @Test
    public void fetches_the_keys_of_an_issuer_only_when_asked_to_connect() throws Exception {
        install();
        provide();
        write(
                conf.resolve(ISSUER + "acme.cfg"),
                "name=acme\nissuer=" + issuer + "\nkeys=discovery\naudiences=https://nobody.invalid/\n");
        write(conf.resolve(JWT + "acme.cfg"), "name=acme\nissuers=acme\n");
        write(conf.resolve(APP + "live.cfg"), "application=live\nauthenticator=acme\n");

        assertThat(check()).endsWith("ok: 4 files checked\n");
        assertThat(requests).hasValue(0);
        assertThat(check("--online")).endsWith("ok: 4 files checked\n");
        assertThat(requests).hasValue(2);
        keys.set("");
        assertThat(check("--online"))
                .contains(ISSUER + "acme.cfg:3: error: keys: " + issuer
                        + "/keys: the document has no key that can be used");
        provider.stop(0);
        assertThat(check("--online")).contains(ISSUER + "acme.cfg:3: error: keys: " + issuer, "no connection");
        assertThat(red5.resolve("stagedoor/data")).doesNotExist();
    }

    /** Begins to publish keys, as an identity provider does. */
    private void provide() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer = "http://127.0.0.1:" + provider.getAddress().getPort();
        keys.set(PrivateKeyHolder.rs256().jwk("one"));
        provider.createContext("/", exchange -> {
            requests.incrementAndGet();
            byte[] answer = (exchange.getRequestURI().getPath().equals("/.well-known/openid-configuration")
                            ? "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + issuer + "/keys\"}"
                            : "{\"keys\":[" + keys.get() + "]}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        provider.start();
    }

    @After
    public void stop() {
        if (provider != null) {
            provider.stop(0);
        }
    }

    @Test
    public void init_asks_a_provider_before_it_writes_anything() throws Exception {
        Installation.in(red5);
        provide();
        Set<String> before = everything();

        String wrong = run("init", "--app", "media", "--oidc", issuer + "/", "--audience", "media");
        assertThat(wrong)
                .contains("stagedoor.issuer-media.cfg:", "the issuer in it is not the one", "nothing was written");
        assertThat(code).isEqualTo(1);
        keys.set("");
        assertThat(run("init", "--app", "media", "--oidc", issuer, "--audience", "media"))
                .contains("no key that can be used", "nothing was written");
        assertThat(everything()).isEqualTo(before);

        keys.set(PrivateKeyHolder.rs256().jwk("one"));
        String out = run("init", "--app", "media", "--oidc", issuer, "--audience", "media", "--subscriber-if", "sub=*");
        assertThat(out).startsWith("discovered: RS256, 1 key, refreshed hourly\nconfig   3 files, checked: ok\nnext ");
        assertThat(code).isZero();
        assertThat(Files.readString(red5.resolve("stagedoor/conf/stagedoor.issuer-media.cfg")))
                .contains("\nissuer=" + issuer + "\n", "\nsubscriberIf=sub=*\n", "\n#publisherIf=")
                .doesNotContain("Copy this file");
        assertThat(run("check", "--online")).endsWith("ok: 3 files checked\n");
        assertThat(run("init", "--app", "media", "--oidc", issuer, "--audience", "media"))
                .contains("exists already");
    }

    @Test
    public void what_init_writes_is_for_its_owner_and_has_nothing_wrong_in_it() throws Exception {
        Installation.in(red5);

        assertThat(run("init", "--app", "live", "--jwt"))
                .isEqualTo(String.join(
                                "\n",
                                "secret   stagedoor/secrets/live-jwt.key (0600)",
                                "config   2 files, checked: ok",
                                "next     stagedoor/bin/stagedoor token --sub me")
                        + "\n");
        assertThat(run("init", "--app", "chat", "--users"))
                .contains("config   4 files, checked: ok", "user add --file stagedoor/secrets/chat-users.credentials");
        assertThat(run("init", "-q", "--app", "paid", "--backend", "http://127.0.0.1:3000"))
                .isEmpty();
        assertThat(code).isZero();
        for (String folder : List.of("conf", "secrets")) {
            try (Stream<Path> files = Files.list(red5.resolve("stagedoor").resolve(folder))) {
                assertThat(files.filter(file -> file.toString().matches(".*(cfg|key|credentials)")))
                        .hasSize(folder.equals("conf") ? 6 : 2)
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .isEqualTo("rw-------"));
            }
        }
        String key = Files.readString(red5.resolve("stagedoor/secrets/live-jwt.key"));

        assertThat(run("init", "--app", "live", "--jwt")).contains("exists already, and is not overwritten");
        assertThat(code).isEqualTo(1);
        assertThat(red5.resolve("stagedoor/secrets/live-jwt.key")).hasContent(key);
        assertThat(run("token", "--home", ".", "--sub", "me").strip().split("\\."))
                .hasSize(3);
        assertThat(run("check")).endsWith("ok: 6 files checked\n");
    }

    @Test
    public void says_that_folders_are_open_and_that_a_door_is_missing() throws Exception {
        install();
        Files.setPosixFilePermissions(conf, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.delete(bundles.resolve("core.jar"));

        assertThat(check("--bundles")).contains("is writable by others", "core.jar is missing");
        assertThat(code).isEqualTo(1);

        try (Stream<Path> plugins = Files.list(red5.resolve("plugins"))) {
            plugins.filter(jar -> jar.getFileName().toString().startsWith("stagedoor"))
                    .forEach(jar -> jar.toFile().delete());
        }
        assertThat(check()).contains("no Stagedoor is installed in").contains("--home");
        assertThat(code).isEqualTo(1);
    }
}
