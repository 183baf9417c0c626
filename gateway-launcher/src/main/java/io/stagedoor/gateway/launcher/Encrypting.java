package io.stagedoor.gateway.launcher;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.tls.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Makes of files what connections are encrypted by. */
final class Encrypting {

    private Encrypting() {}

    /**
     * By these files as they are now.
     *
     * @throws IllegalArgumentException naming the option, what is wrong and what to do
     */
    static SslContextFactory.Server by(Arguments.Encryption files) {
        Tls tls = new Tls(
                "--client-authorities",
                files.authorities().map(path -> read("--client-authorities", path)),
                Optional.of(read("--tls-certificate", files.certificate())),
                Optional.of(read("--tls-key", files.key())),
                Secret.of(""));
        SSLContext context = tls.context().orElseThrow();
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setSslContext(context);
        factory.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        factory.setNeedClientAuth(files.authorities().isPresent());
        return factory;
    }

    private static Secret read(String option, Path file) {
        try {
            return Secret.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    option + ": the file cannot be read (" + e.getClass().getSimpleName() + "); correct the path: "
                            + file,
                    e);
        }
    }
}
