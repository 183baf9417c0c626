package io.stagedoor.auth.support.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.hc.core5.http.HttpHost;
import org.junit.jupiter.api.Test;

class DialerTest {

    @Test
    void a_name_service_that_does_not_answer_is_not_waited_for() {
        ExecutorService nameService = Executors.newSingleThreadExecutor();
        try {
            nameService.submit(() -> {
                new CountDownLatch(1).await();
                return null;
            });
            Dialer dialer = new Dialer(new ConnectionSettings(Duration.ofMillis(50), null), null, nameService);
            assertThatThrownBy(() -> dialer.dial(
                            new HttpHost("http", "backend.example", -1), Deadline.in(Duration.ofMinutes(1)), null))
                    .isInstanceOf(UnknownHostException.class);
        } finally {
            nameService.shutdownNow();
        }
    }
}
