package io.stagedoor.core.output;

import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SyslogDatagramsTest {

    private static final Sender.Times QUICK = new Sender.Times(
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(5),
            Duration.ofMillis(50));

    private static SyslogDatagrams to(int port) {
        return new SyslogDatagrams(
                new SyslogTarget(SyslogTarget.Transport.UDP, "127.0.0.1", port),
                () -> new SyslogFormat(Facility.DAEMON, "media-1", "stagedoor", 1));
    }

    private static DatagramSocket listen(int port) throws IOException {
        return new DatagramSocket(port, InetAddress.getLoopbackAddress());
    }

    private static String next(DatagramSocket from) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        from.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    @Test
    void a_message_is_a_datagram() throws Exception {
        try (DatagramSocket server = listen(0)) {
            SyslogDatagrams datagrams = to(server.getLocalPort());
            datagrams.open();
            datagrams.write(List.of(OutputLines.message(1, "s1"), OutputLines.message(2, "s2")));
            assertThat(next(server))
                    .startsWith("<30>1 ")
                    .contains("sequenceId=\"1\"", "\"stream\":\"s1\"")
                    .endsWith("}");
            assertThat(next(server)).contains("sequenceId=\"2\"", "\"stream\":\"s2\"");
            datagrams.close();
        }
    }

    /** Answers each datagram until the socket is closed. */
    private static void answer(DatagramSocket server, String text) {
        byte[] answer = text.getBytes(StandardCharsets.US_ASCII);
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
                server.receive(packet);
                server.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    @Test
    void one_that_answers_is_no_syslog_server() throws Exception {
        try (DatagramSocket server = listen(0)) {
            Sender sender = new Sender(to(server.getLocalPort()), QUICK, System::nanoTime);
            try {
                sender.tell(OutputLines.allowed("s"));
                Thread answering = new Thread(() -> answer(server, "what?"));
                answering.start();
                eventually(() -> sender.state()
                        .trouble()
                        .filter(why -> why.startsWith("127.0.0.1:" + server.getLocalPort() + " answers \"what?\""))
                        .isPresent());
                assertThat(sender.state().sent()).isZero();
            } finally {
                sender.end();
                sender.await();
            }
        }
    }

    @Test
    void a_port_where_nobody_listens_is_noticed_and_its_lines_go_again() throws Exception {
        int port;
        try (DatagramSocket server = listen(0)) {
            port = server.getLocalPort();
        }
        SyslogDatagrams datagrams = to(port);
        datagrams.open();
        assertThatThrownBy(() -> datagrams.write(List.of(OutputLines.message(1, "s1"))))
                .isInstanceOf(IOException.class)
                .hasMessage("nobody listens at 127.0.0.1:" + port);
        assertThat(datagrams.isOpen()).isFalse();
        Sender sender = new Sender(to(port), QUICK, System::nanoTime);
        sender.tell(OutputLines.allowed("s2"));
        eventually(() -> sender.state().trouble().isPresent());
        try (DatagramSocket server = listen(port)) {
            assertThat(next(server)).contains("\"stream\":\"s2\"");
            eventually(() -> sender.state().sent() == 1);
        } finally {
            sender.end();
            sender.await();
        }
    }
}
