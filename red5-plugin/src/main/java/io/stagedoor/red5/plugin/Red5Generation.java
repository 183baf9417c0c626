package io.stagedoor.red5.plugin;

import io.stagedoor.host.log.StagedoorLog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.red5.server.api.Red5;
import org.slf4j.Logger;

/**
 * What the version of the running Red5 means for decisions that take time. From 1.3.29 to 2.0.19 one worker, by default, serves
 * the RTMP messages of all clients: whoever waits there makes everyone wait.
 */
record Red5Generation(String version, boolean mayBlock) {

    private static final Logger LOG = StagedoorLog.logger(Red5Generation.class);
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})");
    private static final int[] SHARED_WORKER_FROM = {1, 3, 29};
    private static final int[] SHARED_WORKER_BEFORE = {2, 0, 20};
    private static final int WORKERS_ENOUGH = 16;
    private static final String POOL_SIZE = "rtmp.executor.core_pool_size";

    static Red5Generation running() {
        return of(Red5.getVersion(), poolSize());
    }

    static Red5Generation of(String version, int poolSize) {
        Matcher matcher = NUMBERS.matcher(String.valueOf(version));
        if (!matcher.find()) {
            return new Red5Generation(version, false);
        }
        int[] numbers = {
            Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3))
        };
        boolean shared = Arrays.compare(numbers, SHARED_WORKER_FROM) >= 0
                && Arrays.compare(numbers, SHARED_WORKER_BEFORE) < 0
                && poolSize < WORKERS_ENOUGH;
        return new Red5Generation(version, !shared);
    }

    void warn() {
        if (!mayBlock) {
            LOG.warn(
                    "{} serves all RTMP clients with one worker: clients do not wait for an authenticator that is being replaced. Use Red5 1.3.0 to 1.3.28 or 2.0.20 and later, or set {} to {} or more in conf/red5.properties.",
                    version,
                    POOL_SIZE,
                    WORKERS_ENOUGH);
        }
    }

    private static int poolSize() {
        Properties properties = new Properties();
        try (InputStream in =
                Files.newInputStream(Path.of(System.getProperty("red5.root", "."), "conf", "red5.properties"))) {
            properties.load(in);
            return Integer.parseInt(properties.getProperty(POOL_SIZE, "1").trim());
        } catch (IOException | IllegalArgumentException e) {
            return 1;
        }
    }
}
