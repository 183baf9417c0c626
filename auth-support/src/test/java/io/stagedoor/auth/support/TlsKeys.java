package io.stagedoor.auth.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A private key with a certificate that it signed itself, made by the JDK's keytool.
 *
 * @param p12 a file with both, in PKCS #12, by {@link #PASSWORD}
 */
public record TlsKeys(String name, Path p12) {

    /** What the files are read with. */
    public static final String PASSWORD = "pkcs12-pAssword";

    /**
     * Makes a new one.
     *
     * @param folder where its files are made
     * @param hosts as keytool takes them: {@code ip:127.0.0.1,dns:localhost}
     */
    public static TlsKeys make(Path folder, String name, String hosts) {
        return make(folder, name, hosts, "EC");
    }

    /**
     * The same, with a key of some sort.
     *
     * @param algorithm {@code EC}, or {@code RSA}: GnuTLS does not read the JDK's keys of the other sort
     */
    public static TlsKeys make(Path folder, String name, String hosts, String algorithm) {
        Path file = folder.resolve(name + ".p12");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-ext",
                "san=" + hosts,
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString());
        try {
            run(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        return new TlsKeys(name, file);
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new AssertionError(new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            }
        } finally {
            keytool.destroyForcibly();
        }
    }

    /** The certificate in PEM. */
    public String certificate() {
        try {
            return pem("CERTIFICATE", store().getCertificate(name).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The private key in PEM. */
    public String key() {
        try {
            return pem(
                    "PRIVATE KEY", store().getKey(name, PASSWORD.toCharArray()).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + label
                + "-----\n";
    }

    private KeyStore store() {
        try (InputStream in = Files.newInputStream(p12)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * A context for a server with this key.
     *
     * @param trusted whose clients are trusted; {@code null} for nobody's
     */
    public SSLContext server(TlsKeys trusted) {
        try {
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(store(), PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    own.getKeyManagers(),
                    trusted == null ? null : trusted.trust().getTrustManagers(),
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private TrustManagerFactory trust() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        store.setCertificateEntry(name, store().getCertificate(name));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }
}
