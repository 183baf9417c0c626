package io.stagedoor.shared.redis.internal.link;

import io.stagedoor.auth.support.text.Redacted;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The connection by which news come. Something is sent on it each second: a peer that is frozen, or cut off without a word, is never noticed otherwise. Thread-safe.
 */
public final class NewsLine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NewsLine.class);
    private static final long AGAIN_MILLIS = 200;

    private final byte[] channel;
    private final Consumer<byte[]> told;
    private final Runnable listening;
    private final Thread thread;
    private volatile @Nullable Connections connections;
    private volatile @Nullable Hearing hearing;
    private final CountDownLatch closing = new CountDownLatch(1);

    /**
     * Listens as soon as there are connections.
     *
     * @param told gets each message
     * @param listening is run whenever it listens again: others may have been missed
     */
    public NewsLine(byte[] channel, Consumer<byte[]> told, Runnable listening) {
        this.channel = channel.clone();
        this.told = told;
        this.listening = listening;
        this.thread = new Thread(this::run, "stagedoor-redis-news");
        thread.setDaemon(true);
        thread.start();
    }

    private final class Hearing extends BinaryJedisPubSub {

        @Override
        public void onSubscribe(byte[] to, int count) {
            hearing = this;
            listening.run();
        }

        @Override
        public void onMessage(byte[] from, byte[] message) {
            told.accept(message);
        }
    }

    /** Listens there from now on. */
    public void use(@Nullable Connections next) {
        connections = next;
        end();
    }

    /** Whether it listens at this moment. */
    public boolean isListening() {
        return hearing != null;
    }

    /** Sends something. */
    public void ping() {
        Hearing now = hearing;
        if (now != null) {
            try {
                now.ping();
            } catch (JedisException e) { // whoever reads notices, too
                LOG.debug("The line by which news come is broken.", Redacted.of(e));
            }
        }
    }

    private void run() {
        while (closing.getCount() > 0) {
            Connections now = connections;
            try {
                if (now != null) {
                    now.listen(new Hearing(), channel);
                }
            } catch (RuntimeException e) {
                if (hearing != null) {
                    LOG.warn("Redis tells no news: {}. Stagedoor listens again when it can.", Redacted.message(e));
                }
                LOG.debug("The line by which news come broke.", Redacted.of(e));
            } finally {
                hearing = null;
            }
            pause();
        }
    }

    private void pause() {
        try {
            if (closing.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("Nobody listens to news any more.");
            }
        } catch (InterruptedException e) {
            LOG.debug("The thread that listens was interrupted.", e);
        }
    }

    private void end() {
        Hearing now = hearing;
        if (now != null) {
            try {
                now.unsubscribe();
            } catch (JedisException e) {
                LOG.debug("The line by which news come was broken.", Redacted.of(e));
            }
        }
    }

    @Override
    public void close() {
        closing.countDown();
        end();
    }
}
