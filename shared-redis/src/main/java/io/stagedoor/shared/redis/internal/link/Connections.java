package io.stagedoor.shared.redis.internal.link;

import io.stagedoor.auth.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLParameters;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisCredentials;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** Connections to one Redis, a cluster, or whichever server sentinels name. Thread-safe; whoever asks waits for the answer. */
public final class Connections implements AutoCloseable {

    /** A server on the other side of the world, with TLS, takes as long. */
    private static final int CONNECT_MILLIS = 1000;

    /** After so long a silence on the line by which news come it is broken: something is sent each second. */
    private static final int SILENCE_MILLIS = 3000;

    private static final int RETRIES = 3;
    private static final String NAME = "stagedoor";

    private final UnifiedJedis client;

    /**
     * Connects, as far as that takes a list of servers; the rest connects when it is used.
     *
     * @param most how many connections there are at most
     * @throws RuntimeException of Jedis, or {@link IllegalArgumentException} for a password that cannot be read
     */
    public Connections(Address address, int most) {
        JedisClientConfig config =
                config(address, address.user(), address.password()).build();
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(most);
        pool.setMaxIdle(most);
        pool.setMinIdle(0);
        pool.setBlockWhenExhausted(true);
        pool.setMaxWait(address.timeout());
        pool.setTestWhileIdle(false);
        pool.setJmxEnabled(false);
        if (!address.sentinels().isEmpty()) {
            client = RedisSentinelClient.builder()
                    .masterName(address.master())
                    .sentinels(hosts(address.sentinels()))
                    .sentinelClientConfig(config(address, address.sentinelUser(), address.sentinelPassword())
                            .database(0)
                            .socketTimeoutMillis(CONNECT_MILLIS)
                            .build())
                    .clientConfig(config)
                    .poolConfig(pool)
                    .build();
        } else if (address.isCluster()) {
            client = RedisClusterClient.builder()
                    .nodes(hosts(address.nodes()))
                    .clientConfig(config)
                    .poolConfig(pool)
                    .maxAttempts(RETRIES)
                    .maxTotalRetriesDuration(address.timeout())
                    .topologyRefreshPeriod(Duration.ofSeconds(5))
                    .build();
        } else {
            client = RedisClient.builder()
                    .hostAndPort(hosts(address.nodes()).iterator().next())
                    .clientConfig(config)
                    .poolConfig(pool)
                    .build();
        }
    }

    private static Set<HostAndPort> hosts(Set<Address.Host> hosts) {
        return hosts.stream()
                .map(host -> new HostAndPort(host.name(), host.port()))
                .collect(Collectors.toSet());
    }

    @SuppressWarnings("deprecation") // what replaces it takes no context that is made of PEM files
    private static DefaultJedisClientConfig.Builder config(
            Address address, String user, Optional<Supplier<Secret>> password) {
        int millis = Math.toIntExact(address.timeout().toMillis());
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .resp2()
                .connectionTimeoutMillis(Math.max(CONNECT_MILLIS, millis))
                .socketTimeoutMillis(millis)
                .blockingSocketTimeoutMillis(SILENCE_MILLIS)
                .database(address.database())
                .clientName(NAME)
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED); // Redis 7.2 knows it first
        password.ifPresent(secret -> config.credentialsProvider(() -> credentials(user, secret.get())));
        if (address.isTls()) {
            SSLParameters parameters = new SSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the certificate has the host's name
            config.ssl(true).sslParameters(parameters);
            address.context().ifPresent(context -> config.sslSocketFactory(context.getSocketFactory()));
        }
        return config;
    }

    private static RedisCredentials credentials(String user, Secret password) {
        return new DefaultRedisCredentials(
                user.isEmpty() ? null : user, password.reveal().toCharArray());
    }

    /**
     * Runs a script.
     *
     * @throws RuntimeException of Jedis
     */
    public Reply run(Script script, List<byte[]> keys, List<byte[]> arguments) {
        Object answer;
        try {
            answer = client.evalsha(script.hash(), keys, arguments);
        } catch (JedisNoScriptException e) { // Redis has not met it
            answer = client.eval(script.source(), keys, arguments);
        }
        if (!(answer instanceof List<?> parts)) {
            throw new IllegalStateException("a script has answered with something else than a list");
        }
        return new Reply(parts);
    }

    /** Tells all who listen. */
    public void publish(byte[] channel, byte[] message) {
        client.publish(channel, message);
    }

    /** Listens until the connection breaks, or the listener ends it. */
    void listen(BinaryJedisPubSub listener, byte[] channel) {
        client.subscribe(listener, channel);
    }

    @Override
    public void close() {
        client.close();
    }
}
