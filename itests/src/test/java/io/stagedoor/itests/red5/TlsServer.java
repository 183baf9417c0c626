package io.stagedoor.itests.red5;

import io.stagedoor.cli.server.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** A server that speaks RTMPS as well, as Red5's own example of its configuration has it, and takes stream keys. */
final class TlsServer {

    private static final String PASSWORD = "not-a-secret";
    private static final String BEANS = """
              <bean id="rtmpsMinaIoHandler" class="org.red5.server.net.rtmps.RTMPSMinaIoHandler">
                <property name="handler" ref="rtmpHandler"/>
                <property name="keystorePassword" value="%s"/>
                <property name="keystoreFile" value="%s"/>
                <property name="truststorePassword" value="%s"/>
                <property name="truststoreFile" value="%s"/>
              </bean>
              <bean id="rtmpsTransport" class="org.red5.server.net.rtmp.RTMPMinaTransport" init-method="start" destroy-method="stop">
                <property name="ioHandler" ref="rtmpsMinaIoHandler"/>
                <property name="addresses"><list><value>127.0.0.1:%d</value></list></property>
                <property name="ioThreads" value="2"/>
                <property name="tcpNoDelay" value="true"/>
              </bean>
            </beans>
            """;

    private static TlsServer shared;

    private final StagedoorServer server;
    private final int port;
    private final KeyStore certificate;

    private TlsServer() throws Exception {
        // Not in Turkish, as the others are: Red5 makes session ids of it that RTMPT cannot have in its URLs.
        server = StagedoorServer.prepared()
                .withJwt()
                .environment("STAGEDOOR_JAVA_OPTS", "-Xmx256m -XX:TieredStopAtLevel=1 -Duser.language=en");
        server.configure(StagedoorServer.APPLICATION_FILE, server.application("streamNameAuth=true"));
        Path file = Files.createTempDirectory(server.stagedoor(), "tls").resolve("rtmps.p12");
        certificate = Certificate.generate(file, PASSWORD);
        port = FreePorts.ofLoopback();
        server.installation()
                .replace("conf/red5-core.xml", "</beans>", BEANS.formatted(PASSWORD, file, PASSWORD, file, port));
        server.start();
    }

    /** The one that all tests use; it ends with this virtual machine. */
    static synchronized TlsServer shared() {
        try {
            if (shared == null) {
                shared = new TlsServer();
            }
            return shared;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    StagedoorServer server() {
        return server;
    }

    /** Where it speaks RTMPS. */
    int port() {
        return port;
    }

    /** Makes sockets of clients that believe in its certificate, and in no other. */
    SSLSocketFactory clients() throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", certificate.getCertificate("nobody"));
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }
}
