package io.stagedoor.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Protocol;
import io.stagedoor.core.Lines;
import io.stagedoor.core.settings.Application;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceReference;

class RouterTest {

    private final Routes routes = new Routes();
    private final Router router = routes.router;

    private static Authenticator some() {
        return new Authenticator() {
            @Override
            public Decision authenticate(io.stagedoor.auth.ConnectRequest request) {
                return new Decision.Abstain();
            }
        };
    }

    /** One with a problem. */
    private static Authenticator sick() {
        return new Authenticator() {
            @Override
            public Decision authenticate(io.stagedoor.auth.ConnectRequest request) {
                return new Decision.Abstain();
            }

            @Override
            public Optional<String> problem() {
                return Optional.of("its backend does not answer");
            }
        };
    }

    private static Map<String, Object> live(String authenticators) {
        return Map.of("application", "live", "authenticator", authenticators);
    }

    private Authenticator chosen(String name) {
        return router.route("live")
                .orElseThrow()
                .link(Protocol.RTMP, name)
                .orElseThrow()
                .bound()
                .map(Bound::authenticator)
                .orElse(null);
    }

    @Test
    void an_authenticator_that_no_application_asks_is_no_problem_of_the_server() {
        routes.application(live("own"));
        routes.authenticator("own", some());
        routes.authenticator("former", sick());
        assertThat(router.problems()).isEmpty();

        routes.application(Map.of("application", "vod", "authenticator", "own", "authenticator.shadow", "former"));
        assertThat(router.problems()).containsExactly("its backend does not answer");
    }

    @Test
    void there_is_no_route_without_configuration() {
        assertThat(router.route("live")).isEmpty();
        assertThat(router.generation()).isZero();
    }

    @Test
    void an_application_s_own_configuration_goes_before_the_one_for_all() {
        routes.application(Map.of("application", "*", "authenticator", "all"));
        routes.application(live("own"));
        assertThat(router.route("live").orElseThrow().chain(Protocol.RTMP))
                .extracting(Route.Link::name)
                .containsExactly("own");
        assertThat(router.route("other").orElseThrow().chain(Protocol.RTMP))
                .extracting(Route.Link::name)
                .containsExactly("all");
        assertThat(router.applications()).isEqualTo(2);
    }

    @Test
    void a_broken_configuration_of_its_own_is_not_replaced_by_the_one_for_all() {
        routes.application(Map.of("application", "*", "active", "false"));
        routes.application(Map.of("application", "live", "active", "ture"));
        assertThat(router.route("live").orElseThrow().settings()).isEmpty();
    }

    @Test
    void a_chain_keeps_the_order_of_the_configuration() {
        routes.application(live("b, a"));
        routes.authenticator("a", some());
        assertThat(router.route("live").orElseThrow().chain(Protocol.RTMP))
                .extracting(link -> link.name() + " " + link.bound().isPresent())
                .containsExactly("b false", "a true");
        assertThat(router.unbound()).containsExactly("b");
    }

    private String missing() {
        assertThat(router.misnamed()).hasSize(1);
        return router.misnamed().values().iterator().next();
    }

    @Test
    void a_name_that_nobody_has_is_explained_by_those_that_there_are() {
        routes.application(Map.of(
                "application", "live", "authenticator", "live-jwtt", "service.pid", "stagedoor.application~live"));
        assertThat(missing())
                .isEqualTo("no authenticator has the name 'live-jwtt', which is set as 'authenticator'"
                        + " in stagedoor.application~live: no authenticator is configured; add its configuration to"
                        + " stagedoor/conf");
        routes.authenticator("live-users", some());
        assertThat(missing())
                .endsWith("Known names: 'live-users'; correct the name, or add its configuration to stagedoor/conf");
        ServiceReference<Authenticator> jwt = routes.authenticator("live-jwt", some());
        assertThat(missing()).endsWith(": did you mean 'live-jwt'? Known names: 'live-jwt', 'live-users'");
        routes.remove(jwt);
        router.named(Map.of("live-jwtt", "stagedoor.authenticator.jwt~live-jwt"));
        assertThat(missing())
                .endsWith(": stagedoor.authenticator.jwt~live-jwt configures it, but its bundle in"
                        + " stagedoor/bundles is missing or not active");
    }

    @Test
    void names_without_a_comma_between_are_explained() {
        routes.application(live("live-jwt;live-users"));
        routes.authenticator("live-users", some());
        routes.authenticator("live-jwt", some());
        assertThat(missing()).endsWith(": write commas between names: live-jwt,live-users");
    }

    @Test
    void a_name_that_is_configured_while_its_bundle_runs_is_not_said_to_miss_the_bundle() {
        routes.application(live("new"));
        routes.read();
        router.named(Map.of("new", "stagedoor.authenticator.jwt~live-jwt"));
        assertThat(missing())
                .endsWith("stagedoor.authenticator.jwt~live-jwt configures it, and its bundle is running: the file has"
                        + " an error, or the authenticator is being started; look for the newest line about this file");
        routes.configured("old", "stagedoor.authenticator.jwt~live-jwt", some());
        router.named(Map.of("new", "stagedoor.authenticator.jwt~live-jwt"));
        assertThat(missing())
                .endsWith("stagedoor.authenticator.jwt~live-jwt configures it, but has an error, so the name 'old'"
                        + " stays in force; look for the newest line about this file");
    }

    @Test
    void a_service_without_a_name_is_told_with_its_file_and_registered_once_it_has_one() {
        Map<String, Object> properties = new HashMap<>(Map.of("service.pid", "com.example.invite~x"));
        try (Lines lines = Lines.of(Router.class)) {
            Authenticator authenticator = some();
            ServiceReference<Authenticator> reference = routes.service(properties, authenticator);
            assertThat(lines.next())
                    .singleElement()
                    .asString()
                    .endsWith("its service has no property 'authenticator.name'. Write 'authenticator.name = NAME' into"
                            + " com.example.invite~x.");
            properties.put(Authenticator.NAME, "a");
            router.updatedAuthenticator(reference, authenticator);
            assertThat(lines.next()).singleElement().asString().startsWith("INFO Authenticator 'a' registered: ");
            routes.application(live("a"));
            assertThat(chosen("a")).isSameAs(authenticator);
            properties.remove(Authenticator.NAME);
            router.updatedAuthenticator(reference, authenticator);
            assertThat(chosen("a")).isNull();
        }
    }

    @Test
    void a_service_that_may_be_about_to_come_back_is_not_misnamed() {
        routes.application(live("a"));
        routes.remove(routes.authenticator("a", some()));
        assertThat(router.unbound()).containsExactly("a");
        assertThat(router.misnamed()).isEmpty();
    }

    @Test
    void the_higher_ranking_then_the_higher_version_then_the_newer_registration_counts() {
        routes.application(live("a"));
        Authenticator old = some();
        Authenticator newer = some();
        Authenticator newest = some();
        Authenticator ranked = some();
        routes.authenticator("a", newer, 0, "1.10.0");
        routes.authenticator("a", old, 0, "1.9.0");
        assertThat(chosen("a")).isSameAs(newer);
        routes.authenticator("a", newest, 0, "1.10.0");
        assertThat(chosen("a")).isSameAs(newest);
        ServiceReference<Authenticator> highest = routes.authenticator("a", ranked, 1, "1.0.0");
        assertThat(chosen("a")).isSameAs(ranked);
        routes.remove(highest);
        assertThat(chosen("a")).isSameAs(newest);
    }

    @Test
    void each_change_is_a_new_generation_and_a_route_keeps_its_own() {
        routes.application(live("a"));
        Route before = router.route("live").orElseThrow();
        ServiceReference<Authenticator> reference = routes.authenticator("a", some());
        Route after = router.route("live").orElseThrow();
        routes.remove(reference);
        assertThat(before.generation()).isEqualTo(1);
        assertThat(after.generation()).isEqualTo(2);
        assertThat(router.generation()).isEqualTo(3);
        assertThat(after.link(Protocol.RTMP, "a").orElseThrow().bound()).isPresent();
        assertThat(chosen("a")).isNull();
    }

    @Test
    void the_chains_of_other_applications_are_not_made_anew_until_an_authenticator_comes_or_goes() {
        routes.application(live("a"));
        Route before = router.route("live").orElseThrow();

        routes.application(Map.of("application", "other", "authenticator", "a"));
        Route after = router.route("live").orElseThrow();
        assertThat(after.chains()).isSameAs(before.chains());
        assertThat(after.generation()).isGreaterThan(before.generation());

        Authenticator some = some();
        ServiceReference<Authenticator> there = routes.authenticator("a", some);
        assertThat(chosen("a")).isSameAs(some);
        router.unbindAuthenticator(there);
        assertThat(chosen("a")).isNull();
    }

    @Test
    void a_changed_configuration_is_in_force_when_its_service_says_so() {
        Application application = new Application(live("a"));
        ServiceReference<Application> reference = routes.bind(application);
        application.modified(live("b"));
        router.updatedApplication(reference, application);
        assertThat(router.route("live").orElseThrow().link(Protocol.RTMP, "b")).isPresent();
        router.unbindApplication(reference);
        assertThat(router.route("live")).isEmpty();
    }

    /** Its components go one after the other; a client that is asked about meanwhile meets no half of them. */
    @Test
    void a_bundle_that_stops_does_not_say_that_nothing_is_configured() {
        ServiceReference<Application> reference = routes.bind(new Application(live("a")));
        routes.stopping();
        router.unbindApplication(reference);
        assertThat(router.route("live")).isPresent();
    }

    @Test
    void knows_how_a_service_is_configured_until_that_is_another() {
        routes.application(live("a"));
        ServiceReference<Authenticator> first = routes.configured("a", "p", some());
        assertThat(basis()).endsWith("\t?\t");
        router.lookAt(Map.of("p", "x", "q", "y"));
        String before = basis();
        assertThat(before).endsWith("\tx\t");
        router.lookAt(Map.of());
        assertThat(basis()).isEqualTo(before);

        routes.remove(first);
        routes.configured("a", "p", some());
        router.lookAt(Map.of("p", "x"));
        assertThat(Basis.isChange(before, basis(), "a")).isFalse();
        router.lookAt(Map.of("p", "z"));
        assertThat(Basis.isChange(before, basis(), "a")).isTrue();
        routes.local("a", some());
        router.lookAt(Map.of("p", "z"));
        assertThat(basis()).endsWith("\t-\t");
    }

    /** Of a configuration that is there, another name may have been made. */
    @Test
    void knows_that_an_authenticator_is_gone_for_good() {
        routes.application(live("a"));
        for (boolean renamed : new boolean[] {false, true}) {
            ServiceReference<Authenticator> first = routes.configured("a", "p", some());
            router.lookAt(Map.of("p", "x"));
            String before = basis();
            routes.remove(first);
            router.lookAt(Map.of("p", "x"));
            router.lookAt(Map.of("p", "x"));
            assertThat(router.isRemoved("a", Optional.empty())).isFalse();
            assertThat(Basis.isChange(before, basis(), "a")).isFalse();
            Map<String, String> now = renamed ? Map.of("p", "y") : Map.of();
            if (renamed) {
                routes.configured("b", "p", some());
            }
            router.lookAt(now);
            assertThat(router.isRemoved("a", Optional.empty())).isFalse();
            router.lookAt(now);
            assertThat(router.isRemoved("a", Optional.empty())).isTrue();
            assertThat(Basis.isChange(before, basis(), "a")).isTrue();
            assertThat(Basis.isComplete(basis(), "a")).isFalse();
        }
    }

    private String basis() {
        return Basis.of(router.route("live").orElseThrow(), Protocol.RTMP);
    }

    @Test
    void an_authenticator_without_a_name_is_ignored() {
        routes.application(live("a"));
        router.bindAuthenticator(routes.reference(Map.of(), "1.0.0"), some());
        assertThat(router.generation()).isEqualTo(1);
    }

    @Test
    void says_what_is_wrong() {
        routes.application(live("a"));
        routes.application(live("b"));
        routes.application(Map.of("application", "x", "active", "ture", "service.pid", "stagedoor.application~x"));
        routes.application(Map.of("application", "y", "authenticator", "c"));
        routes.authenticator("c", new Authenticator() {
            @Override
            public Decision authenticate(io.stagedoor.auth.ConnectRequest request) {
                return null;
            }

            @Override
            public Optional<String> problem() {
                throw new NoClassDefFoundError("gone");
            }
        });
        assertThat(router.problems())
                .hasSize(4)
                .anySatisfy(text -> assertThat(text).contains("Application 'live' is configured more than once"))
                .anySatisfy(text -> assertThat(text).contains("stagedoor.application~x", "active", "ture"))
                .anySatisfy(text -> assertThat(text).contains("failed when Stagedoor asked"))
                .anySatisfy(text -> assertThat(text).contains("no authenticator has the name 'a'"));
        assertThat(router.route("live").orElseThrow().link(Protocol.RTMP, "a")).isPresent();
    }

    @Test
    void an_authenticator_that_is_never_asked_is_a_problem() {
        Application application = new Application(of("live", live("a, u, b")));
        ServiceReference<Application> reference = routes.bind(application);
        for (String name : new String[] {"a", "b"}) {
            routes.service(Map.of(Authenticator.NAME, name, Authenticator.CREDENTIALS, "token"), some());
        }
        routes.service(Map.of(Authenticator.NAME, "u", Authenticator.CREDENTIALS, "password"), some());
        assertThat(router.problems())
                .containsExactly(
                        "stagedoor.application~live: authenticator: 'b' is never asked, because 'a' before it decides"
                                + " about every client with a token; make one of the two, or remove one");
        application.modified(of("live", live("a, u")));
        router.updatedApplication(reference, application);
        assertThat(router.problems()).isEmpty();
    }

    private static Map<String, Object> of(String file, Map<String, Object> properties) {
        Map<String, Object> all = new java.util.HashMap<>(properties);
        all.put("service.pid", "stagedoor.application~" + file);
        return all;
    }

    /** A server with ten thousand applications starts: each look goes to the disk. */
    @Test
    void change_of_one_application_looks_for_the_files_of_no_other() {
        for (int i = 0; i < 50; i++) {
            routes.application(Map.of("service.pid", "app~" + i, "application", "app" + i, "authenticator", "a"));
        }
        assertThat(routes.lookups).isEqualTo(50);
    }

    @Test
    void configuration_that_takes_another_name_gives_the_first_one_back() {
        routes.application(of("one", live("a")));
        Application moving = new Application(of("two", live("a")));
        ServiceReference<Application> reference = routes.bind(moving);
        assertThat(router.problems()).anyMatch(text -> text.contains("'live' is configured more than once"));

        Map<String, Object> renamed = of("two", live("a"));
        renamed.put("application", "vod");
        moving.modified(renamed);
        router.updatedApplication(reference, moving);
        assertThat(router.problems()).noneMatch(text -> text.contains("configured more than once"));
        assertThat(router.applicationFiles()).containsOnlyKeys("live", "vod");
    }

    @Test
    void two_configurations_of_one_application_are_told_at_once_with_the_one_in_force() {
        try (Lines lines = Lines.ofModule()) {
            routes.application(of("one", live("a")));
            assertThat(lines.next())
                    .containsExactly(
                            "INFO stagedoor.application~one: applied to application 'live'; clients are judged by 'a'.");

            Map<String, Object> open = of("two", live("a"));
            open.put("active", "false");
            ServiceReference<Application> two = routes.bind(new Application(open));
            assertThat(lines.next())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "WARN Application 'live' is configured more than once: by stagedoor.application~one and by"
                                    + " stagedoor.application~two. stagedoor.application~one is in force. ");

            router.unbindApplication(two);
            assertThat(lines.next())
                    .containsExactly(
                            "INFO Application 'live' is now configured only once: by stagedoor.application~one, no"
                                    + " longer by stagedoor.application~two. stagedoor.application~one stays in force.");
        }
    }

    @Test
    void the_second_configuration_says_so_when_it_takes_over() {
        try (Lines lines = Lines.ofModule()) {
            ServiceReference<Application> one = routes.bind(new Application(of("one", live("a"))));
            Map<String, Object> open = of("two", live("a"));
            open.put("active", "false");
            routes.application(open);
            lines.next();
            router.unbindApplication(one);
            assertThat(lines.next())
                    .containsExactly(
                            "INFO Application 'live' is now configured only once: by stagedoor.application~two, no longer by"
                                    + " stagedoor.application~one. stagedoor.application~two is in force now.",
                            "INFO stagedoor.application~two: applied to application 'live'.",
                            "WARN stagedoor.application~two: active=false: every client of 'live' is admitted without a"
                                    + " check.");
        }
    }

    @Test
    void a_configuration_that_is_not_in_force_threatens_no_refusal() {
        try (Lines lines = Lines.ofModule()) {
            routes.application(of("one", live("a")));
            Map<String, Object> wrong = of("two", live("a"));
            wrong.put("active", "ture");
            routes.application(wrong);
            assertThat(lines.all())
                    .anySatisfy(line -> assertThat(line).startsWith("ERROR stagedoor.application~two: active"))
                    .noneSatisfy(line -> assertThat(line).contains("is refused"));
        }
    }

    @Test
    void a_configuration_that_is_fixed_says_that_it_was() {
        try (Lines lines = Lines.ofModule()) {
            Map<String, Object> wrong = of("one", live("a"));
            wrong.put("active", "ture");
            Application application = new Application(wrong);
            ServiceReference<Application> reference = routes.bind(application);
            assertThat(lines.next())
                    .singleElement()
                    .asString()
                    .endsWith("Every client of 'live' is refused until it is fixed.");
            application.modified(of("one", live("a")));
            router.updatedApplication(reference, application);
            assertThat(lines.next())
                    .containsExactly(
                            "INFO stagedoor.application~one: fixed and applied to application 'live'; clients are judged"
                                    + " by 'a'.");
        }
    }

    @Test
    void two_authenticators_of_one_name_are_told_at_once_and_until_one_goes() {
        try (Lines lines = Lines.ofModule()) {
            ServiceReference<Authenticator> one = routes.configured("a", "one", some());
            ServiceReference<Authenticator> two = routes.configured("a", "two", some());
            assertThat(lines.next())
                    .anySatisfy(line -> assertThat(line)
                            .startsWith(
                                    "WARN Authenticator 'a' is configured more than once: by two and by one. two is in"
                                            + " force. "));
            assertThat(router.problems())
                    .anySatisfy(problem -> assertThat(problem).contains("by two and by one"));
            router.unbindAuthenticator(two);
            assertThat(lines.next())
                    .anySatisfy(line -> assertThat(line).endsWith("one is in force now."))
                    .anySatisfy(line -> assertThat(line)
                            .isEqualTo(
                                    "INFO Authenticator 'a' unregistered: two. Another service of this name decides."));
            router.unbindAuthenticator(one);
            assertThat(lines.next()).containsExactly("INFO Authenticator 'a' unregistered: one.");
        }
    }

    @Test
    void two_versions_of_one_bundle_are_no_mistake() {
        try (Lines lines = Lines.ofModule()) {
            routes.configured("a", "one", some());
            routes.configured("a", "one", some());
            assertThat(lines.all()).noneSatisfy(line -> assertThat(line).startsWith("WARN"));
        }
    }
}
