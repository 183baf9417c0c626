package io.stagedoor.core.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.TokenUse;
import io.stagedoor.core.Fakes;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.client.Admission;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.client.Wish;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.shared.embedded.EmbeddedState;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

/** Prints what a token for one use costs a publish, with the store of a server. With {@code -Dstagedoor.figures=true} only. */
@EnabledIfSystemProperty(named = "stagedoor.figures", matches = "true")
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OneUseFiguresTest {

    private static final StreamPath LIVE = new StreamPath("live", "", "");
    private static final int PUBLISHES = 5_000;

    @TempDir
    private Path home;

    @Test
    void prints_how_long_one_publish_takes() throws Exception {
        Routes routes = new Routes();
        Audit audit = Audits.in(home);
        EmbeddedState store = new EmbeddedState(Fakes.fake(
                BundleContext.class,
                Map.of("getProperty", one -> one[0].equals("stagedoor.home") ? home.toString() : null)));
        Admissions admissions = Admissions.withoutRevocations(routes.router, audit, Clock.systemUTC());
        admissions.bindStore(store);
        routes.application(Map.of("application", "live", "authenticator", "jwt"));
        routes.local("jwt", request -> new Decision.Allow(Grant.everything("ann")));
        store.claim("warm", "up", java.time.Duration.ofHours(1))
                .toCompletableFuture()
                .get();
        for (int round = 0; round < 2; round++) {
            for (String use : new String[] {"many", "once, the first stream", "once, a further stream"}) {
                double[] micros = new double[PUBLISHES];
                for (int i = 0; i < PUBLISHES; i++) {
                    String id = round + " " + i;
                    Map<String, Object> session = session(use, id);
                    Client client = client("c" + id);
                    long began = System.nanoTime();
                    Admission admission = admissions.stream(client, session, "live", WISH);
                    micros[i] = (System.nanoTime() - began) / 1e3;
                    assertThat(admission.allowed()).isTrue();
                    admissions.sessions().ended(session);
                }
                Arrays.sort(micros);
                System.out.println(String.format(
                        Locale.ROOT,
                        "FIGURES publish, tokenUse=%s: p50 %.1f us, p99 %.1f us, worst %.0f us",
                        use,
                        micros[PUBLISHES / 2],
                        micros[PUBLISHES * 99 / 100],
                        micros[PUBLISHES - 1]));
            }
        }
        admissions.close();
        Audits.close(audit);
    }

    private static final Wish WISH = Fakes.fake(
            Wish.class,
            Map.of(
                    "action", none -> Action.PUBLISH,
                    "name", none -> "s1",
                    "mode", none -> "live",
                    "path", two -> LIVE.resolve("s1")));

    private static Map<String, Object> session(String use, String id) {
        Grant grant = use.equals("many")
                ? Grant.everything("ann")
                : Grant.everything("ann").toBuilder()
                        .use(TokenUse.once(id).until(Instant.now().plusSeconds(3600)))
                        .build();
        return SessionState.granted(
                        ConnectRequest.builder(
                                        id, Protocol.RTMP, LIVE, Instant.now().plusSeconds(60))
                                .build(),
                        "jwt",
                        new Decision.Allow(grant),
                        "",
                        false)
                .toMap();
    }

    private static Client client(String id) {
        return Fakes.fake(
                Client.class,
                Map.of(
                        "id", none -> id,
                        "handle", none -> id,
                        "protocol", none -> Optional.of(Protocol.RTMP),
                        "address", none -> "192.0.2.1",
                        "mayWait", none -> true,
                        "cluster", none -> Optional.empty()));
    }
}
