package io.stagedoor.core.output;

import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stagedoor.auth.support.TlsKeys;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real syslog server that is configured as the documentation says gets each line, whole, with its fields. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RsyslogTest {

    private static final Path PROGRAM = Path.of("/usr/sbin/rsyslogd");

    @TempDir
    private Path folder;

    private Audit audit;
    private Process process;

    @BeforeEach
    void open() {
        audit = Audits.in(folder.resolve("home"));
    }

    @AfterEach
    void close() throws InterruptedException {
        Audits.close(audit);
        stop();
    }

    private void stop() throws InterruptedException {
        if (process != null) {
            process.destroy();
            process.waitFor();
        }
    }

    private static void needs(Path file, String what) {
        String message = "SKIPPED: RsyslogTest" + what + ", because " + file + " is not installed";
        if (!Files.exists(file)) {
            System.out.println(message);
        }
        assumeTrue(Files.exists(file), message);
    }

    /** The blocks of docs/audit.md about rsyslog: the first is the configuration, the second what TLS has in place of a line. */
    private static List<String> blocks() {
        String page = read(Path.of("..", "docs", "audit.md"));
        int begin = page.indexOf("\n### rsyslog\n");
        String section = page.substring(begin, page.indexOf("\n### ", begin + 1));
        List<String> blocks = Pattern.compile("(?ms)^```\n(.*?)^```$")
                .matcher(section)
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).as("blocks in docs/audit.md").hasSize(2);
        return blocks;
    }

    private static String replaced(String text, String part, String by) {
        assertThat(text).contains(part);
        return text.replace(part, by);
    }

    /**
     * Starts it with the configuration that the documentation gives, and waits until it listens.
     *
     * @param conf that configuration, its paths of certificates replaced
     * @param wanted the port, which it had before; 0 for a free one, which it writes into a file
     */
    private int start(String conf, int wanted) throws IOException {
        Path port = folder.resolve("port");
        String here = replaced(conf, "port=\"5140\"", "port=\"" + wanted + "\" listenPortFileName=\"" + port + "\"");
        here = replaced(
                here,
                "/var/log/stagedoor.json",
                folder.resolve("stagedoor.json").toString());
        // Beside the documentation's file, one that shows the fields of each message.
        here = replaced(
                here,
                "\n}\n",
                "\n  action(type=\"omfile\" file=\"" + folder.resolve("seen") + "\" template=\"seen\")\n}\n");
        String seen = """
            global(workDirectory="FOLDER")
            template(name="seen" type="string" string="%pri%|%app-name%|%msgid%|%structured-data%|%$!decision%|%$!reason%|%msg%\\n")
            """.replace("FOLDER", folder.toString());
        Path file = Files.writeString(folder.resolve("rsyslog.conf"), seen + here);
        process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "-n",
                        "-f",
                        file.toString(),
                        "-i",
                        folder.resolve("pid").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("rsyslog.out").toFile())
                .start();
        eventually(
                () -> "rsyslog listens: " + read(folder.resolve("rsyslog.out")),
                () -> read(port).matches("\\d+\\s*"));
        return Integer.parseInt(read(port).strip());
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> seen() {
        return read(folder.resolve("seen")).lines().toList();
    }

    /** The lines of the file that the documentation names. */
    private List<String> kept() {
        return read(folder.resolve("stagedoor.json")).lines().toList();
    }

    private void sends(Map<String, Object> properties) throws Exception {
        AuditOutputs outputs = new AuditOutputs(true, properties, audit, Sender.Times.USUAL, Clock.systemUTC());
        try {
            IntStream.range(0, 1000).forEach(i -> audit.log(OutputLines.event("s" + i, "allow", "GRANTED")));
            String hostile = "\u00e9\n\u0000\"}{<1>1 - - - - - -".repeat(12);
            audit.log(OutputLines.event(hostile, "deny", "EXPIRED"));
            eventually(
                    () -> outputs.states() + read(folder.resolve("rsyslog.out")) + process.isAlive(),
                    () -> seen().size() == 1001);
            Path log = folder.resolve("home/log/audit.log");
            eventually(() -> read(log).lines().count() == 1001);
            List<String> lines = read(log).lines().toList();
            assertThat(seen().get(0))
                    .isEqualTo("86|stagedoor|allow|[meta sequenceId=\"1\"]|allow|GRANTED|" + lines.get(0));
            assertThat(seen().stream().map(line -> line.substring(line.indexOf("|{") + 1)))
                    .containsExactlyElementsOf(lines);
            eventually(() -> kept().size() == 1001);
            assertThat(kept()).isEqualTo(lines);
            assertThat(seen().get(1000)).startsWith("85|stagedoor|deny|[meta sequenceId=\"1001\"]|deny|");
            assertThat(outputs.states().get(0).loss().lines()).isZero();
        } finally {
            outputs.close();
        }
    }

    @Test
    void over_tcp() throws Exception {
        needs(PROGRAM, "");
        int port = start(blocks().get(0), 0);
        sends(Map.of("syslog", "tcp://127.0.0.1:" + port));
    }

    @Test
    void over_tls() throws Exception {
        needs(PROGRAM, "");
        try (var modules =
                Files.find(Path.of("/usr/lib"), 3, (file, attributes) -> file.endsWith("rsyslog/lmnsd_gtls.so"))) {
            needs(modules.findAny().orElse(Path.of("rsyslog-gnutls")), " with TLS");
        }
        TlsKeys keys = TlsKeys.make(folder, "server", "ip:127.0.0.1", "RSA");
        Path certificate = Files.writeString(folder.resolve("server.pem"), keys.certificate());
        Path key = Files.writeString(folder.resolve("server.key"), keys.key());
        String tls = replaced(blocks().get(1), "/etc/rsyslog.d/ca.pem", certificate.toString());
        tls = replaced(tls, "/etc/rsyslog.d/server.pem", certificate.toString());
        tls = replaced(tls, "/etc/rsyslog.d/server.key", key.toString());
        int port = start(replaced(blocks().get(0), "module(load=\"imtcp\")\n", tls), 0);
        Map<String, Object> properties = new HashMap<>();
        properties.put("syslog", "tls://127.0.0.1:" + port);
        properties.put("trustCertificates", certificate.toString());
        sends(properties);
    }

    @Test
    void a_server_that_is_started_anew_gets_the_rest() throws Exception {
        needs(PROGRAM, "");
        int port = start(blocks().get(0), 0);
        AuditOutputs outputs = new AuditOutputs(
                true, Map.of("syslog", "tcp://127.0.0.1:" + port), audit, Sender.Times.USUAL, Clock.systemUTC());
        try {
            audit.log(OutputLines.event("before", "allow", "GRANTED"));
            eventually(() -> seen().size() == 1);
            eventually(() -> outputs.states().get(0).sent() == 1); // else it goes again
            stop();
            eventually(() -> outputs.states().get(0).trouble().isPresent());
            audit.log(OutputLines.event("meanwhile", "allow", "GRANTED"));
            start(blocks().get(0), port);
            eventually(() -> seen().size() == 2);
            assertThat(seen().get(1)).contains("[meta sequenceId=\"2\"]|allow|GRANTED|", "\"stream\":\"meanwhile\"");
        } finally {
            outputs.close();
        }
    }
}
