package io.stagedoor.itests.felix;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.itests.PrivateKeyHolder;
import io.stagedoor.itests.Threads;
import io.stagedoor.itests.Token;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.inject.Inject;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

/** A provider of keys that misbehaves in every way that we know, while two threads decide on good tokens and a third one sends forged ones. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class PublishedKeysIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final PrivateKeyHolder KEY = PrivateKeyHolder.rs256();
    private static final PrivateKeyHolder NEXT = PrivateKeyHolder.rs256();
    private static final PrivateKeyHolder LAST = PrivateKeyHolder.rs256();

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin admin;

    private final Queue<String> mistakes = new ConcurrentLinkedQueue<>();
    private final AtomicLong decisions = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();
    private final AtomicLong mostWorkNanos = new AtomicLong();
    /** Of each thread that decides on good tokens, how often it had waited before the first of them. */
    private final Map<Long, Long> waitedBefore = new ConcurrentHashMap<>();

    private final AtomicBoolean over = new AtomicBoolean();
    private final ExecutorService threads = Executors.newFixedThreadPool(3);
    private KeyServer provider;
    private volatile List<String> good = goodOf(KEY, "one");

    @Configuration
    public Option[] config() {
        return Shipped.inFelix();
    }

    @Before
    public void open() throws Exception {
        provider = new KeyServer(KEY.jwk("one"));
        configure(
                "stagedoor.issuer",
                "keys-a",
                Map.of(
                        "issuer", "https://a.example",
                        "keys", provider.url(),
                        "audiences", "media",
                        "subscriberIf", "sub=*",
                        "keysCooldownSeconds", "5"));
        configure("stagedoor.authenticator.jwt", "keys-jwt", Map.of("issuers", "keys-a"));
        for (String token : good) {
            eventually(PATIENCE, () -> assertThat(decide(token)).isInstanceOf(Decision.Allow.class));
        }
    }

    @After
    public void close() throws Exception {
        over.set(true);
        Threads.stop(threads);
        admin.getFactoryConfiguration("stagedoor.authenticator.jwt", "keys-jwt", "?")
                .delete();
        admin.getFactoryConfiguration("stagedoor.issuer", "keys-a", "?").delete();
        eventually(PATIENCE, () -> assertThat(references()).isEmpty());
        provider.close();
        eventually(
                PATIENCE,
                () -> assertThat(Thread.getAllStackTraces().keySet())
                        .as("threads that fetch")
                        .noneMatch(thread -> thread.getName().equals("stagedoor-jwt-keys")));
    }

    @Test
    public void nobody_is_judged_wrongly_and_nobody_waits_whatever_the_provider_does() throws Exception {
        List<String> forged = forged();
        threads.execute(this::decideOnGood);
        threads.execute(this::decideOnGood);
        threads.execute(() -> decideOnForged(forged));
        String page = "<html>maintenance</html>";
        misbehaves(out -> Thread.sleep(600_000));
        misbehaves(out -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 5000; i++) {
                out.write(' ');
                out.flush();
                TimeUnit.MILLISECONDS.sleep(50);
            }
        });
        misbehaves(out -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            byte[] part = " ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 16_000; i++) {
                out.write(part);
            }
        });
        says("HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n");
        says("HTTP/1.1 200 OK\r\nContent-Length: " + page.length() + "\r\n\r\n" + page);
        try (KeyServer theirs = new KeyServer(LAST.jwk("last"))) {
            says("HTTP/1.1 302 Found\r\nLocation: " + theirs.url() + "\r\nContent-Length: 0\r\n\r\n");
            assertThat(theirs.requests).hasValue(0);
        }
        publishes("{\"kty\":\"oct\",\"kid\":\"one\",\"k\":\"" + "A".repeat(43) + "\"}");
        publishes("{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"one\",\"x\":\"AQ\",\"y\":\"AQ\"}");

        // With a warning: both, then the new one only.
        provider.publish(KEY.jwk("one"), NEXT.jwk("two"));
        eventually(PATIENCE, () -> assertThat(decide(signed(NEXT, "two"))).isInstanceOf(Decision.Allow.class));
        good = goodOf(NEXT, "two");
        provider.publish(NEXT.jwk("two"));
        eventually(PATIENCE, () -> assertThat(decide(signed(KEY, "one"))).isNotInstanceOf(Decision.Allow.class));
        // Without one: the good ones of the moment are the new key's as soon as it counts.
        provider.publish(NEXT.jwk("two"), LAST.jwk("last"));
        eventually(PATIENCE, () -> assertThat(decide(signed(LAST, "last"))).isInstanceOf(Decision.Allow.class));
        long before = decisions.get();
        eventually(PATIENCE, () -> assertThat(decisions.get()).isGreaterThan(before + 1000));

        System.out.printf(
                "published keys: %d decisions, the longest took %.1f ms and worked for %.1f ms, %d requests to the provider%n",
                decisions.get(), longestNanos.get() / 1e6, mostWorkNanos.get() / 1e6, provider.requests.get());
        assertThat(mistakes).isEmpty();
        assertNobodyHasWaited();
    }

    /** Neither for the provider nor for the thread that fetches: what a decision takes beside its work is other threads' turn. */
    private void assertNobodyHasWaited() {
        assertThat(waitedBefore)
                .hasSize(2)
                .allSatisfy((thread, before) -> assertThat(
                                THREADS.getThreadInfo(thread).getWaitedCount())
                        .as("how often a thread that decides has waited")
                        .isEqualTo(before));
    }

    /** Operators see by JMX how the keys are, and nothing of an issuer that is gone. */
    @Test
    public void the_issuer_has_a_bean_that_follows_its_keys_and_goes_with_it() throws Exception {
        assertThat(bean("Name")).isEqualTo("keys-a");
        assertThat(bean("Issuer")).isEqualTo("https://a.example");
        assertThat(kids()).containsExactly("one");
        provider.publish(KEY.jwk("one"), NEXT.jwk("two"));
        eventually(PATIENCE, () -> {
            decide(signed(NEXT, "two"));
            assertThat(kids()).containsExactly("one", "two");
        });
        CompositeData place = ((CompositeData[]) bean("Places"))[0];
        assertThat(place.get("url")).isEqualTo(provider.url());
        assertThat(Instant.parse((String) place.get("lastRefresh"))).isAfter(Instant.EPOCH);
        assertThat(place.get("failures")).isEqualTo(0);

        Bundle bundle = FrameworkUtil.getBundle(
                context.getService(references().iterator().next()).getClass());
        bundle.stop();
        assertThat(beans()).isEmpty();
        bundle.start();
        eventually(PATIENCE, () -> assertThat(beans()).hasSize(1));
        eventually(PATIENCE, () -> assertThat(kids()).containsExactly("one", "two"));
        admin.getFactoryConfiguration("stagedoor.issuer", "keys-a", "?").delete();
        eventually(PATIENCE, () -> assertThat(beans()).isEmpty());
    }

    private static Set<ObjectName> beans() throws JMException {
        return ManagementFactory.getPlatformMBeanServer()
                .queryNames(ObjectName.getInstance("io.stagedoor:type=Issuer,*"), null);
    }

    private static Object bean(String attribute) throws JMException {
        return ManagementFactory.getPlatformMBeanServer()
                .getAttribute(beans().iterator().next(), attribute);
    }

    private static List<String> kids() throws JMException {
        return Stream.of((CompositeData[]) bean("Keys"))
                .map(key -> (String) key.get("kid"))
                .toList();
    }

    private void publishes(String jwk) {
        during(() -> provider.publish(jwk));
    }

    private void says(String raw) {
        during(() -> provider.say(raw));
    }

    private void misbehaves(KeyServer.Behaviour behaviour) {
        during(() -> provider.behave(behaviour));
    }

    /** Until it has been asked, and good tokens were judged all the while. Forged ones make Stagedoor ask. */
    private void during(Runnable begin) {
        int before = provider.requests.get();
        begin.run();
        eventually(PATIENCE, () -> assertThat(provider.requests.get()).isGreaterThan(before));
        long decided = decisions.get();
        eventually(PATIENCE, () -> assertThat(decisions.get()).isGreaterThan(decided + 1000));
        assertThat(mistakes).isEmpty();
    }

    private void decideOnGood() {
        Authenticator authenticator = authenticator();
        waitedBefore.put(
                Thread.currentThread().getId(),
                THREADS.getThreadInfo(Thread.currentThread().getId()).getWaitedCount());
        for (int i = 0; !over.get(); i++) {
            List<String> tokens = good;
            ConnectRequest request = request(tokens.get(i % tokens.size()));
            long work = THREADS.getCurrentThreadCpuTime();
            long begin = System.nanoTime();
            Decision decision = authenticator.authenticate(request);
            longestNanos.accumulateAndGet(System.nanoTime() - begin, Math::max);
            mostWorkNanos.accumulateAndGet(THREADS.getCurrentThreadCpuTime() - work, Math::max);
            decisions.incrementAndGet();
            if (!(decision instanceof Decision.Allow) && tokens == good) {
                mistakes.add(decision.toString());
            }
        }
    }

    private void decideOnForged(List<String> forged) {
        for (int i = 0; !over.get(); i++) {
            if (decide(forged.get(i % forged.size())) instanceof Decision.Allow) {
                mistakes.add("a forged token was allowed");
            }
        }
    }

    /** By names that nobody has, by the names of the keys, and by none. */
    private static List<String> forged() {
        PrivateKeyHolder curve = PrivateKeyHolder.es256();
        PrivateKeyHolder rsa = PrivateKeyHolder.rs256();
        return IntStream.range(0, 100)
                .boxed()
                .flatMap(i -> Stream.of(
                        signed(curve, "forged-" + i),
                        signed(rsa, "forged-" + i),
                        signed(rsa, i % 2 == 0 ? "one" : "two"),
                        signed(rsa, ""),
                        signed(curve, "one")))
                .toList();
    }

    /** As signed by a provider with the same clock, and by one whose clock is ahead of this server's by half a minute. */
    private static List<String> goodOf(PrivateKeyHolder key, String kid) {
        long ahead = Instant.now().plusSeconds(30).getEpochSecond();
        return List.of(
                signed(key, kid), key.sign(kid, claims().claim("iat", ahead).claim("nbf", ahead)));
    }

    private static String signed(PrivateKeyHolder key, String kid) {
        return key.sign(kid, claims());
    }

    private static Token claims() {
        return token().claim("iss", "https://a.example").claim("aud", "media");
    }

    private void configure(String pid, String name, Map<String, String> settings) throws Exception {
        Dictionary<String, Object> properties = new Hashtable<>(settings);
        properties.put("name", name);
        admin.getFactoryConfiguration(pid, name, "?").update(properties);
    }

    private Collection<ServiceReference<Authenticator>> references() throws Exception {
        return context.getServiceReferences(Authenticator.class, null);
    }

    private Authenticator authenticator() {
        try {
            return context.getService(references().iterator().next());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Decision decide(String token) {
        return authenticator().authenticate(request(token));
    }

    private static ConnectRequest request(String token) {
        return Requests.connect(Credentials.of(null, null, token));
    }
}
