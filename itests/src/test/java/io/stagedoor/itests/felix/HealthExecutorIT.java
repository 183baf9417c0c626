package io.stagedoor.itests.felix;

import static io.stagedoor.itests.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.bundle;

import io.stagedoor.itests.Token;
import io.stagedoor.red5.hook.Gate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.execution.HealthCheckExecutionOptions;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.junit.After;
import org.junit.Before;
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
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

/** Felix' own executor runs our health checks: what is broken turns them bad, and what is mended turns them good. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HealthExecutorIT {

    private static final String READY = "Stagedoor ready";
    private static final String PROBLEMS = "Stagedoor problems";
    private static final String AUDIT = "Stagedoor audit";
    private static final String KEYS = "Stagedoor keys";

    /** A class of each bundle that the executor needs beside ours, and of itself. */
    private static final List<String> BUNDLES = List.of(
            "org.apache.felix.hc.api.HealthCheck",
            "org.apache.felix.eventadmin.impl.Activator",
            "jakarta.servlet.Servlet",
            "org.osgi.service.servlet.context.ServletContextHelper",
            "org.apache.felix.hc.core.impl.executor.HealthCheckExecutorImpl");

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin admin;

    @Inject
    private HealthCheckExecutor executor;

    private final String secret = Token.newSecret();
    private Path secretFile;

    @Configuration
    public Option[] config() throws ClassNotFoundException {
        Option[] options = Shipped.inFelix();
        for (String type : BUNDLES) {
            String jar = Class.forName(type, false, HealthExecutorIT.class.getClassLoader())
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toString();
            options = OptionUtils.combine(options, bundle(jar));
        }
        return options;
    }

    @Before
    public void configured() throws Exception {
        secretFile = Files.createTempFile("health", ".key");
        writeSecret(secret);
        update("stagedoor.authenticator.jwt", "jwt", Map.of("name", "a", "jwtSecretFile", secretFile.toString()));
        update("stagedoor.application", "live", Map.of("application", "live", "authenticator", "a"));
        eventually(() -> assertThat(admits()).isTrue());
        eventuallyWell();
    }

    @After
    public void removed() throws Exception {
        for (org.osgi.service.cm.Configuration each : admin.listConfigurations("(service.factoryPid=stagedoor.*)")) {
            each.delete();
        }
        eventually(() -> assertThat(admits()).isFalse());
        Files.deleteIfExists(secretFile);
    }

    private void update(String factoryPid, String name, Map<String, ?> properties) throws Exception {
        admin.getFactoryConfiguration(factoryPid, name, "?").update(new Hashtable<>(properties));
    }

    /** In one step, as operators are told to. */
    private void writeSecret(String text) throws Exception {
        Path prepared = Files.createTempFile("health", ".key");
        Files.writeString(prepared, text);
        Files.move(prepared, secretFile, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private boolean admits() {
        ServiceReference<Gate> reference = context.getServiceReference(Gate.class);
        Gate gate = reference == null ? null : context.getService(reference);
        return gate != null
                && GateClient.withToken("live", secret, GateClient.Role.ANY)
                        .connect(gate)
                        .allowed();
    }

    /** By name of each check, what the executor has seen just now. */
    private Map<String, Result> results() {
        Map<String, Result> results = new TreeMap<>();
        for (HealthCheckExecutionResult one : executor.execute(
                HealthCheckSelector.tags("stagedoor"),
                new HealthCheckExecutionOptions().setForceInstantExecution(true))) {
            assertThat(one.hasTimedOut()).isFalse();
            results.put(one.getHealthCheckMetadata().getName(), one.getHealthCheckResult());
        }
        return results;
    }

    private void eventuallyWell() {
        eventually(() -> {
            Map<String, Result> results = results();
            assertThat(results.keySet()).containsExactly(AUDIT, KEYS, PROBLEMS, READY);
            assertThat(results.values())
                    .allSatisfy(result -> assertThat(result.getStatus())
                            .as(String.valueOf(result))
                            .isEqualTo(Result.Status.OK));
        });
    }

    /** One check says so, with these texts, and the others are as well as before. */
    private void eventuallyOnly(String name, Result.Status status, String... texts) {
        eventually(() -> {
            Map<String, Result> results = results();
            assertThat(results.get(name).getStatus()).as(results.toString()).isEqualTo(status);
            assertThat(results.get(name).toString()).contains(texts).doesNotContain(secret);
            assertThat(results).allSatisfy((other, result) -> {
                if (!other.equals(name)) {
                    assertThat(result.getStatus()).as(other + result).isEqualTo(Result.Status.OK);
                }
            });
        });
    }

    private Bundle find(String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    public void a_broken_secret_file_is_a_warning_until_it_is_mended() throws Exception {
        writeSecret("too-short");
        eventuallyOnly(PROBLEMS, Result.Status.WARN, "jwtSecretFile", secretFile.toString());
        assertThat(admits()).as("by the last good secret").isTrue();
        writeSecret(secret);
        eventuallyWell();
    }

    @Test
    public void an_authenticator_that_is_missing_is_critical_until_it_is_there() throws Exception {
        update("stagedoor.application", "live", Map.of("application", "live", "authenticator", "nobody"));
        eventually(() -> {
            Map<String, Result> results = results();
            assertThat(results.get(READY).getStatus()).isEqualTo(Result.Status.CRITICAL);
            assertThat(results.get(READY).toString()).contains("every client is refused", "'nobody'");
            assertThat(results.get(PROBLEMS).getStatus()).isEqualTo(Result.Status.WARN);
        });
        assertThat(admits()).isFalse();
        update("stagedoor.application", "live", Map.of("application", "live", "authenticator", "a"));
        eventuallyWell();
    }

    @Test
    public void a_store_whose_files_vanish_is_a_warning_and_one_that_is_damaged_is_critical() throws Exception {
        Path data = Path.of(context.getProperty("stagedoor.home"), "data");
        Path store = data.resolve("shared.mv");
        Path aside = data.resolve("aside.mv");
        Files.move(store, aside);
        eventuallyOnly(PROBLEMS, Result.Status.WARN, "shared.mv", "was removed or replaced");
        assertThat(admits()).isTrue();
        Files.move(aside, store);
        eventuallyWell();

        Bundle core = find("io.stagedoor.core");
        core.stop();
        eventually(
                () -> assertThat(results()).as("without a core nobody can say").isEmpty());
        Files.write(store, "This was a store once. ".repeat(1000).getBytes(StandardCharsets.UTF_8));
        core.start();
        eventually(() -> {
            Map<String, Result> results = results();
            assertThat(results).containsKeys(READY, PROBLEMS);
            assertThat(results.get(READY).getStatus()).isEqualTo(Result.Status.CRITICAL);
            assertThat(results.get(READY).toString()).contains("every client is refused", "shared.mv is damaged");
            assertThat(results.get(PROBLEMS).getStatus()).isEqualTo(Result.Status.WARN);
        });
        assertThat(admits()).isFalse();
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.filter(one -> one.getFileName().toString().startsWith("shared."))
                    .toList()) {
                Files.delete(file);
            }
        }
        eventuallyWell();
        eventually(() -> assertThat(admits()).isTrue());
    }
}
