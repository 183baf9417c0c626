package io.stagedoor.itests.felix;

import static io.stagedoor.itests.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.OptionUtils;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Health checks are there as soon as their API is, and not before. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HealthChecksIT {

    private static final String API = "org.apache.felix.hc.api.HealthCheck";
    private static final String JAR = "stagedoor.health.api";

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] config() throws ClassNotFoundException {
        String jar = Class.forName(API)
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString();
        return OptionUtils.combine(
                Shipped.inFelix(), options(systemProperty(JAR).value(jar)));
    }

    /** By name of each check, what it says. */
    private Map<String, String> results() throws InvalidSyntaxException, ReflectiveOperationException {
        ServiceReference<?>[] found = context.getAllServiceReferences(API, "(hc.tags=stagedoor)");
        Map<String, String> results = new TreeMap<>();
        for (ServiceReference<?> one : found == null ? new ServiceReference<?>[0] : found) {
            Object check = context.getService(one);
            Class<?> type = one.getBundle().loadClass(API);
            results.put(
                    (String) one.getProperty("hc.name"),
                    String.valueOf(type.getMethod("execute").invoke(check)));
        }
        return results;
    }

    private Bundle operations() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> "io.stagedoor.operations".equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    public void come_with_their_api_and_say_what_the_status_says() throws Exception {
        assertThat(operations().getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(results()).isEmpty();
        context.installBundle(System.getProperty(JAR)).start();
        eventually(() -> assertThat(results().keySet())
                .containsExactly("Stagedoor audit", "Stagedoor keys", "Stagedoor problems", "Stagedoor ready"));
        assertThat(results().get("Stagedoor ready")).contains("CRITICAL");
        assertThat(results().get("Stagedoor audit")).contains("OK");
        operations().stop();
        assertThat(results()).isEmpty();
        operations().start();
        eventually(() -> assertThat(results()).hasSize(4));
    }
}
