package io.stagedoor.auth.support.tls;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.key.SigningKey;
import io.stagedoor.auth.support.property.FileProperty;
import io.stagedoor.auth.support.property.Properties;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whom to trust and what to show when a connection is encrypted: the content of the files at the moment they were read, so
 * that two of these are equal if nothing needs to change.
 *
 * @param trustProperty the property that names the file of the certificate authorities
 */
public record Tls(
        String trustProperty,
        Optional<Secret> authorities,
        Optional<Secret> certificate,
        Optional<Secret> key,
        Secret password) {

    /** The usual property that names the file of the certificate authorities. */
    public static final String TRUST = "trustCertificates";

    /** The property that names the file of the client certificate. */
    public static final String CERTIFICATE = "clientCertificate";

    /** The property that names the file of the certificate's key. */
    public static final String KEY = "clientKey";

    /** The property that names the file of the certificate's password. */
    public static final String PASSWORD = "clientCertificatePasswordFile";

    private static final int MAX_FILE_BYTES = 1 << 20;
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /**
     * Reads the files that {@code trustCertificates}, {@code clientCertificate}, {@code clientKey} and {@code clientCertificatePasswordFile} name.
     *
     * @throws IllegalArgumentException naming the property, what is wrong and what to do
     */
    public static Tls of(Properties properties) {
        Optional<Secret> key = read(KEY, properties);
        Optional<Secret> certificate = read(CERTIFICATE, properties);
        Optional<Secret> password = read(PASSWORD, properties);
        if (certificate.isEmpty() && (key.isPresent() || password.isPresent())) {
            throw new IllegalArgumentException(
                    CERTIFICATE + ": is missing, though its key or password is set; set it, or remove them");
        }
        Tls tls = new Tls(
                TRUST,
                read(TRUST, properties),
                certificate,
                key,
                password.map(p -> Secret.of(text(PASSWORD, p.bytes()))).orElse(Secret.of("")));
        tls.context();
        return tls;
    }

    /**
     * Reads the file that a property names, if it is set, and shows no certificate.
     *
     * @throws IllegalArgumentException naming the property, what is wrong and what to do
     */
    public static Tls trusting(String property, Properties properties) {
        Tls tls = new Tls(property, read(property, properties), Optional.empty(), Optional.empty(), Secret.of(""));
        tls.context();
        return tls;
    }

    private static byte[] text(String property, byte[] content) {
        try {
            return SigningKey.textOf(content);
        } catch (IllegalArgumentException e) {
            throw problem(property, "the file " + e.getMessage(), null);
        }
    }

    private static Optional<Secret> read(String property, Properties properties) {
        return FileProperty.of(properties, property).map(file -> Secret.of(file.content("it", MAX_FILE_BYTES)));
    }

    /**
     * A context made of the files.
     *
     * @return empty when there is none: the JVM's own is used
     * @throws IllegalArgumentException naming the file's property and what is wrong with it
     */
    public Optional<SSLContext> context() {
        if (authorities.isEmpty() && certificate.isEmpty()) {
            return Optional.empty();
        }
        TrustManagerFactory trust = authorities.map(this::trust).orElse(null);
        KeyManagerFactory keys = certificate.map(this::keys).orElse(null);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    keys == null ? null : keys.getKeyManagers(), trust == null ? null : trust.getTrustManagers(), null);
            return Optional.of(context);
        } catch (GeneralSecurityException e) {
            throw problem(CERTIFICATE, "cannot be used", e);
        }
    }

    private TrustManagerFactory trust(Secret pem) {
        try {
            KeyStore store = empty();
            int number = 0;
            for (Certificate authority : certificates(pem)) {
                store.setCertificateEntry("authority-" + number++, authority);
            }
            if (number == 0) {
                throw problem(trustProperty, "holds no certificate in PEM form", null);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw problem(trustProperty, "holds no certificates in PEM form", e);
        }
    }

    private KeyManagerFactory keys(Secret file) {
        char[] secret = password.reveal().toCharArray();
        try {
            boolean pem = new String(file.bytes(), StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
            KeyStore store = pem ? ofPem(file, secret) : ofPkcs12(file, secret);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, secret);
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw problem(
                    CERTIFICATE,
                    "is neither a PEM file with a certificate and its key, nor a PKCS#12 file that opens with the"
                            + " password in " + PASSWORD,
                    e);
        }
    }

    private KeyStore ofPem(Secret file, char[] secret) throws GeneralSecurityException, IOException {
        Certificate[] chain = certificates(file).toArray(Certificate[]::new);
        if (chain.length == 0) {
            throw problem(CERTIFICATE, "holds no certificate in PEM form", null);
        }
        Matcher pem = PKCS8.matcher(new String(key.orElse(file).bytes(), StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw problem(
                    key.isPresent() ? KEY : CERTIFICATE,
                    "holds no unencrypted key in PKCS#8 form (openssl pkcs8 -topk8 -nocrypt makes one)",
                    null);
        }
        byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
        PrivateKey privateKey = KeyFactory.getInstance(chain[0].getPublicKey().getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        KeyStore store = empty();
        store.setKeyEntry("client", privateKey, secret, chain);
        return store;
    }

    private static KeyStore ofPkcs12(Secret file, char[] secret) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(file.bytes()), secret);
        return store;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Secret pem) throws GeneralSecurityException {
        String text = new String(pem.bytes(), StandardCharsets.ISO_8859_1);
        StringBuilder certificates = new StringBuilder();
        Matcher each = Pattern.compile("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----")
                .matcher(text);
        while (each.find()) {
            certificates.append(each.group()).append('\n');
        }
        byte[] only = certificates.toString().getBytes(StandardCharsets.ISO_8859_1);
        return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(only));
    }

    private static IllegalArgumentException problem(String property, String what, @Nullable Exception e) {
        return new IllegalArgumentException(
                property + ": " + what + (e == null ? "" : " (" + e.getClass().getSimpleName() + ")") + "; correct it");
    }
}
