package io.stagedoor.itests.felix;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.felix.WatchedConf.APPLICATION;
import static io.stagedoor.itests.felix.WatchedConf.JWT;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.Threads;
import io.stagedoor.itests.Token;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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

/** A configuration that is deleted and made again at once, or updated twice at once: the last one is in force, each time. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ReplacedConfigurationIT {

    private static final int TIMES = Integer.getInteger("stagedoor.replacements", 20);
    private static final String JWT_FILE = JWT + "-a.cfg";

    @Inject
    private BundleContext context;

    private final ExecutorService others = Executors.newFixedThreadPool(2);
    private volatile boolean ended;
    private WatchedConf conf;

    @Configuration
    public Option[] config() {
        return WatchedConf.inFelix();
    }

    @Before
    public void looked_at_by_others_all_the_time() throws Exception {
        conf = new WatchedConf(context);
        conf.writeApplication("live", "a");
        for (int i = 0; i < 2; i++) {
            others.submit(() -> {
                while (!ended) {
                    conf.admin().listConfigurations(null);
                }
                return null;
            });
        }
    }

    @After
    public void closed() throws Exception {
        ended = true;
        Threads.stop(others);
        conf.close();
    }

    @Test
    public void deleted_and_made_again_through_config_admin() throws Exception {
        for (int i = 0; i < TIMES; i++) {
            String secret = Token.newSecret();
            conf.admin().getFactoryConfiguration(JWT, "a", "?").delete();
            conf.update(JWT, "a", Map.of("name", "a", "jwtSecret", secret));
            conf.eventuallyAdmits("live", secret);
        }
        assertThat(conf.file(JWT_FILE)).doesNotExist();
    }

    @Test
    public void deleted_and_made_again_where_there_is_a_file() throws Exception {
        conf.writeJwt("a", Token.newSecret());
        eventually(() -> assertThat(conf.configuration(JWT, "a")).isNotNull());
        String secret = "";
        for (int i = 0; i < TIMES; i++) {
            secret = Token.newSecret();
            conf.configuration(JWT, "a").delete();
            conf.update(JWT, "a", Map.of("name", "a", "jwtSecret", secret));
            conf.eventuallyAdmits("live", secret);
        }
        String last = secret;
        eventually(() -> assertThat(conf.read(JWT_FILE)).isEqualTo("# a\nname=a\njwtSecret=" + last + "\n"));
        conf.looked();
        conf.eventuallyAdmits("live", last);
    }

    /** File Install deletes what has the PID of a file that is gone. */
    @Test
    public void made_again_after_the_file_was_removed() throws Exception {
        for (int i = 0; i < Math.max(1, TIMES / 40); i++) {
            conf.writeJwt("a", Token.newSecret());
            conf.looked();
            String secret = Token.newSecret();
            conf.configuration(JWT, "a").delete();
            eventually(() -> assertThat(conf.file(JWT_FILE)).doesNotExist());
            conf.update(JWT, "a", Map.of("name", "a", "jwtSecret", secret));
            conf.looked();
            conf.eventuallyAdmits("live", secret);
            assertThat(conf.file(JWT_FILE)).doesNotExist();
            conf.configuration(JWT, "a").delete();
        }
    }

    @Test
    public void a_file_removed_and_written_again_at_once() throws Exception {
        for (int i = 0; i < TIMES; i++) {
            String secret = Token.newSecret();
            Files.deleteIfExists(conf.file(JWT_FILE));
            conf.writeJwt("a", secret);
            conf.eventuallyAdmits("live", secret);
        }
        conf.looked();
        assertThat(conf.file(JWT_FILE)).exists();
    }

    @Test
    public void a_file_removed_and_written_again_as_it_was() throws Exception {
        String secret = Token.newSecret();
        for (int i = 0; i < TIMES; i++) {
            conf.writeJwt("a", secret);
            conf.eventuallyAdmits("live", secret);
            Files.delete(conf.file(JWT_FILE));
            eventually(() -> assertThat(conf.configuration(JWT, "a")).isNull());
            // Or the next one would find the component of this one.
            eventually(() -> assertThat(conf.admits("live", secret)).isFalse());
        }
    }

    @Test
    public void updated_twice_at_once() throws Exception {
        for (int i = 0; i < TIMES; i++) {
            String secret = Token.newSecret();
            conf.update(JWT, "a", Map.of("name", "a", "jwtSecret", Token.newSecret()));
            conf.update(JWT, "a", Map.of("name", "a", "jwtSecret", secret));
            conf.eventuallyAdmits("live", secret);
        }
        conf.update(APPLICATION, "live", Map.of("application", "live", "authenticator", "nobody"));
    }
}
