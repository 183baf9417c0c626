package io.stagedoor.red5.bridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class ServerThreadsTest {

    /** Of Tomcat's, as far as anybody looks at it; the attribute is written small there. */
    public interface PoolMBean {
        int getmaxThreads();
    }

    /** What is exported has to be public. */
    public record Pool(int getmaxThreads) implements PoolMBean {}

    private final MBeanServer beans = MBeanServerFactory.newMBeanServer();

    private void pool(String name, int threads) throws Exception {
        beans.registerMBean(new Pool(threads), new ObjectName("red5Engine:type=ThreadPool,name=" + name));
    }

    @Test
    void a_third_of_those_of_the_smallest_pool_may_wait() throws Exception {
        pool("http", 300);
        pool("https", 60);
        assertThat(new ServerThreads(beans).share()).isEqualTo(20);
    }

    @Test
    void of_few_threads_some_may_wait_all_the_same() throws Exception {
        pool("http", 6);
        assertThat(new ServerThreads(beans).share()).isEqualTo(4);
    }

    @Test
    void a_server_that_does_not_say_has_what_is_usual() {
        assertThat(new ServerThreads(beans).share()).isEqualTo(66);
    }
}
