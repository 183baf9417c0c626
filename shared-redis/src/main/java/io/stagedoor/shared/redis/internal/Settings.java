package io.stagedoor.shared.redis.internal;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.key.SigningKey;
import io.stagedoor.auth.support.property.FileProperty;
import io.stagedoor.auth.support.property.Properties;
import io.stagedoor.auth.support.tls.Tls;
import io.stagedoor.core.shared.SharedState;
import io.stagedoor.shared.redis.internal.link.Address;
import io.stagedoor.shared.redis.internal.protect.Sealer;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The configuration {@code stagedoor.shared}, checked.
 *
 * @param address where Redis is, and how it is reached
 * @param secret of all servers
 * @param isLocal whether each server goes on by itself without Redis
 * @param staleAfter how long revocations hold the door open without Redis
 */
record Settings(Address address, Secret secret, String prefix, boolean isLocal, Duration staleAfter) {

    static final String PID = "stagedoor.shared";

    private static final String REDIS = "redis";
    private static final String KEY = "keyFile";
    private static final String USER = "user";
    private static final String PASSWORD = "passwordFile";
    private static final String SENTINELS = "sentinels";
    private static final String SENTINEL_USER = "sentinelUser";
    private static final String SENTINEL_PASSWORD = "sentinelPasswordFile";
    private static final String CLUSTER = "cluster";
    private static final String PREFIX = "keyPrefix";
    private static final String TIMEOUT = "timeoutMillis";
    private static final String LOST = "onSharedLost";
    private static final String STALE = "revocationsMaxStaleSeconds";

    private static final List<String> FILES =
            List.of(KEY, PASSWORD, SENTINEL_PASSWORD, Tls.TRUST, Tls.CERTIFICATE, Tls.KEY, Tls.PASSWORD);

    private static final Pattern PREFIX_FORM = Pattern.compile("[a-zA-Z0-9_-]{1,32}");
    private static final Pattern MASTER = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]{1,253})(?::(\\d{1,5}))?");
    private static final Pattern DATABASE = Pattern.compile("/?|/\\d{1,5}");
    private static final int PORT = 6379;
    private static final int SENTINEL_PORT = 26_379;
    private static final int MAX_PORT = 65_535;
    private static final int MAX_FILE_BYTES = 4096;
    private static final String EXAMPLE =
            "; set it to an address such as redis://10.0.0.5:6379 or rediss://redis.example.com";

    /**
     * Reads a configuration, and the files that it names.
     *
     * @throws IllegalArgumentException naming the property, the reason and the cure
     */
    static Settings of(Map<String, ?> configured) {
        Properties properties = new Properties(SharedConfig.class, configured);
        properties.requireKnown();
        List<URI> uris = uris(properties);
        boolean cluster = properties.flag(CLUSTER);
        boolean tls = isTls(uris);
        Set<Address.Host> sentinels = hosts(SENTINELS, properties.list(SENTINELS, ','), SENTINEL_PORT);
        require(cluster, uris, sentinels);
        Optional<Tls> trust = Optional.of(Tls.of(properties)).filter(any -> tls);
        if (!tls && (properties.isSet(Tls.TRUST) || properties.isSet(Tls.CERTIFICATE))) {
            throw new IllegalArgumentException((properties.isSet(Tls.TRUST) ? Tls.TRUST : Tls.CERTIFICATE)
                    + ": is of no use without TLS; begin the address in redis with rediss://, or remove it");
        }
        Address address = new Address(
                sentinels.isEmpty() ? nodes(uris) : Set.of(),
                sentinels.isEmpty() ? "" : master(uris.get(0)),
                sentinels,
                cluster,
                database(uris.get(0)),
                properties.text(USER),
                password(PASSWORD, properties),
                properties.text(SENTINEL_USER),
                password(SENTINEL_PASSWORD, properties),
                tls,
                trust.flatMap(Tls::context),
                properties.duration(TIMEOUT));
        requirePasswords(properties);
        return new Settings(
                address,
                secret(properties),
                prefix(properties),
                isLocal(properties),
                stale(properties.duration(STALE)));
    }

    /** The files that a configuration names. */
    static List<Path> files(Map<String, ?> configured) {
        return FileProperty.paths(new Properties(SharedConfig.class, configured), FILES);
    }

    /** Where the configuration comes from, for logs. */
    static String where(Map<String, ?> configured) {
        return new Properties(SharedConfig.class, configured).where(PID);
    }

    private static List<URI> uris(Properties properties) {
        properties.required(REDIS);
        List<URI> uris = new ArrayList<>();
        for (String one : properties.list(REDIS, ',')) {
            URI uri;
            try {
                uri = new URI(one);
            } catch (URISyntaxException e) { // its text repeats the value, which may hold a password
                throw new IllegalArgumentException(REDIS + ": is not an address" + EXAMPLE);
            }
            uris.add(checked(uri));
        }
        return uris;
    }

    private static URI checked(URI uri) {
        String scheme = uri.getScheme();
        if (!"redis".equals(scheme) && !"rediss".equals(scheme) || uri.getRawAuthority() == null) {
            throw new IllegalArgumentException(REDIS + ": begins with neither redis:// nor rediss://" + EXAMPLE);
        }
        if (uri.getRawAuthority().contains("@")) {
            throw new IllegalArgumentException(
                    REDIS + ": holds a user or a password; put them into " + USER + " and " + PASSWORD);
        }
        if (uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || !DATABASE.matcher(uri.getRawPath()).matches()) {
            throw new IllegalArgumentException(
                    REDIS + ": has more than a host, a port and the number of a database" + EXAMPLE);
        }
        return uri;
    }

    private static boolean isTls(List<URI> uris) {
        long encrypted =
                uris.stream().filter(uri -> "rediss".equals(uri.getScheme())).count();
        if (encrypted > 0 && encrypted < uris.size()) {
            throw new IllegalArgumentException(
                    REDIS + ": some addresses begin with redis:// and others with rediss://; write all alike");
        }
        return encrypted > 0;
    }

    private static void require(boolean cluster, List<URI> uris, Set<Address.Host> sentinels) {
        if (cluster && !sentinels.isEmpty()) {
            throw new IllegalArgumentException(CLUSTER + ": a cluster has no sentinels; remove cluster or sentinels");
        }
        if (!cluster && uris.size() > 1) {
            throw new IllegalArgumentException(
                    REDIS + ": has several addresses, which only a cluster has; set cluster=true, or keep one");
        }
        if (cluster && uris.stream().anyMatch(uri -> database(uri) > 0)) {
            throw new IllegalArgumentException(
                    REDIS + ": a cluster has one database; remove the number behind the port");
        }
    }

    private static void requirePasswords(Properties properties) {
        if (properties.isSet(USER) && !properties.isSet(PASSWORD)) {
            throw new IllegalArgumentException(PASSWORD + ": is missing, though user is set; set it");
        }
        if (properties.isSet(SENTINEL_USER) && !properties.isSet(SENTINEL_PASSWORD)) {
            throw new IllegalArgumentException(SENTINEL_PASSWORD + ": is missing, though sentinelUser is set; set it");
        }
    }

    private static int database(URI uri) {
        String path = uri.getRawPath();
        return path.length() <= 1 ? 0 : Integer.parseInt(path.substring(1));
    }

    private static Set<Address.Host> nodes(List<URI> uris) {
        return hosts(REDIS, uris.stream().map(URI::getRawAuthority).toList(), PORT);
    }

    private static String master(URI uri) {
        if (!MASTER.matcher(uri.getRawAuthority()).matches()) {
            throw new IllegalArgumentException(
                    REDIS + ": with sentinels it is the name of the master and no address; set it to redis://mymaster");
        }
        return uri.getRawAuthority();
    }

    private static Set<Address.Host> hosts(String property, List<String> texts, int otherwise) {
        Set<Address.Host> hosts = new LinkedHashSet<>();
        for (String text : texts) {
            Matcher form = HOST.matcher(text);
            int port = !form.matches() ? -1 : form.group(2) == null ? otherwise : Integer.parseInt(form.group(2));
            if (port < 1 || port > MAX_PORT) {
                throw new IllegalArgumentException(property + ": is not a host and a port of 1 to 65535"
                        + (property.equals(REDIS) ? EXAMPLE : "; set it to HOST:PORT, separated by commas"));
            }
            String host = form.group(1);
            hosts.add(new Address.Host(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port));
        }
        return hosts;
    }

    /** The password is read for each connection, so that it can be changed; here only whether it can be read. */
    private static Optional<Supplier<Secret>> password(String property, Properties properties) {
        Optional<FileProperty> file = FileProperty.of(properties, property);
        file.ifPresent(Settings::password);
        return file.map(one -> () -> password(one));
    }

    private static Secret password(FileProperty file) {
        String text = text(file, "the password");
        if (text.isEmpty()) {
            throw new IllegalArgumentException(file.property() + ": the file is empty; put the password there");
        }
        return Secret.of(text);
    }

    private static String text(FileProperty file, String what) {
        byte[] content = file.content(what, MAX_FILE_BYTES);
        try {
            return new String(SigningKey.textOf(content), StandardCharsets.UTF_8).strip();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file.property() + ": the file " + e.getMessage() + "; correct it");
        }
    }

    private static Secret secret(Properties properties) {
        properties.required(KEY);
        FileProperty file = FileProperty.of(properties, KEY).orElseThrow();
        byte[] secret;
        try {
            secret = Base64.getDecoder()
                    .decode(text(file, "the secret of all servers")
                            .replace('-', '+')
                            .replace('_', '/'));
        } catch (IllegalArgumentException e) { // its text may repeat a part
            secret = new byte[0];
            if (e.getMessage() != null && e.getMessage().startsWith(KEY)) {
                throw e;
            }
        }
        if (secret.length < Sealer.SECRET_BYTES) {
            throw new IllegalArgumentException(
                    KEY
                            + ": the file does not hold 32 bytes or more as base64; make it with 'stagedoor secret new', and copy it to all servers");
        }
        return Secret.of(secret);
    }

    private static String prefix(Properties properties) {
        String prefix = properties.text(PREFIX);
        if (!PREFIX_FORM.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    PREFIX + ": has other characters than a-z, A-Z, 0-9, - and _, or more than 32; correct it");
        }
        return prefix;
    }

    private static boolean isLocal(Properties properties) {
        return switch (properties.text(LOST)) {
            case "refuse" -> false;
            case "local" -> true;
            default ->
                throw new IllegalArgumentException(LOST + ": is neither refuse nor local; set it to one of them");
        };
    }

    private static Duration stale(Duration configured) {
        return configured.isZero() ? SharedState.FOREVER : configured;
    }
}
