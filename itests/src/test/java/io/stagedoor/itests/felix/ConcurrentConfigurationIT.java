package io.stagedoor.itests.felix;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.felix.WatchedConf.APPLICATION;
import static io.stagedoor.itests.felix.WatchedConf.JWT;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.Threads;
import io.stagedoor.itests.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;

/** Ten threads change configurations of their own, and one that all change: in the end the last of each is in force and written. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ConcurrentConfigurationIT {

    private static final int THREADS = 10;
    private static final int UPDATES = 100;
    private static final int ROUNDS = Integer.getInteger("stagedoor.rounds", 2);

    @Inject
    private BundleContext context;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private WatchedConf conf;

    @Configuration
    public Option[] config() {
        return WatchedConf.inFelix();
    }

    @Before
    public void configured() throws Exception {
        conf = new WatchedConf(context);
        String first = Token.newSecret();
        conf.writeJwt("shared", first);
        conf.writeApplication("shared", "shared");
        for (int i = 0; i < THREADS; i++) {
            conf.writeJwt("own" + i, first);
            conf.writeApplication("own" + i, "own" + i);
        }
        for (int i = 0; i < THREADS; i++) {
            conf.eventuallyAdmits("own" + i, first);
        }
        conf.eventuallyAdmits("shared", first);
        conf.looked();
    }

    @After
    public void closed() throws Exception {
        Threads.stop(threads);
        conf.close();
    }

    @Test
    public void ten_threads_times_a_hundred_updates_in_ten_rounds() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Map<Integer, String> last = new ConcurrentHashMap<>();
            List<Callable<Void>> changes = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                changes.add(() -> {
                    for (int update = 0; update < UPDATES; update++) {
                        String secret = Token.newSecret();
                        conf.change(JWT, "own" + number, "jwtSecret", secret);
                        conf.update(JWT, "shared", Map.of("name", "shared", "jwtSecret", secret));
                        last.put(number, secret);
                    }
                    return null;
                });
            }
            for (Future<Void> change : threads.invokeAll(changes, 5, TimeUnit.MINUTES)) {
                change.get();
            }
            for (int i = 0; i < THREADS; i++) {
                agreed("own" + i, last.get(i));
            }
            String shared = (String) conf.property(JWT + "~shared", "jwtSecret");
            assertThat(last.values()).contains(shared);
            agreed("shared", shared);
        }
        conf.looked();
        assertThat(conf.property(APPLICATION + "~shared", "authenticator")).isEqualTo("shared");
    }

    private void agreed(String name, String secret) throws Exception {
        conf.eventuallyAdmits(name, secret);
        assertThat(conf.property(JWT + "~" + name, "jwtSecret")).isEqualTo(secret);
        eventually(() -> assertThat(conf.read(JWT + "-" + name + ".cfg"))
                .isEqualTo("# " + name + "\nname=" + name + "\njwtSecret=" + secret + "\n"));
    }
}
