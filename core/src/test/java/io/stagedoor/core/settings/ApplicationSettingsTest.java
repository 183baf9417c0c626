package io.stagedoor.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.support.property.Properties;
import io.stagedoor.core.routing.Routes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class ApplicationSettingsTest {

    private static Map<String, Object> with(String key, Object value) {
        Map<String, Object> properties = new HashMap<>(Map.of("application", "live", "authenticator", "jwt"));
        properties.put(key, value);
        return properties;
    }

    @Test
    void what_has_no_effect_without_another_property_is_told() {
        assertThat(withoutEffect("onTooMany", "oldest", "maxSessionsBy", "token", "ticketMaxSeconds", "60"))
                .containsExactly(
                        "maxSessionsBy has no effect: nothing is limited; set maxSessionsPublishing or maxSessionsPlaying, or remove it",
                        "onTooMany has no effect: nothing is limited; set maxSessionsPublishing or maxSessionsPlaying, or remove it",
                        "ticketMaxSeconds has no effect: there are no tickets; set tickets=true, or remove it");
        assertThat(withoutEffect(
                        "onTooMany",
                        "oldest",
                        "maxSessionsPlaying",
                        "1",
                        "streamKeyTickets",
                        "true",
                        "tickets",
                        "true",
                        "maxProvisional",
                        "9"))
                .isEmpty();
        assertThat(withoutEffect("onTooMany", "reject", "maxSessionsBy", " subject "))
                .as("as without it")
                .isEmpty();
    }

    private static List<String> withoutEffect(String... pairs) {
        Map<String, Object> properties = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put(pairs[i], pairs[i + 1]);
        }
        return WithoutEffect.of(new Properties(ApplicationConfig.class, properties));
    }

    @Test
    void has_the_documented_defaults() {
        ApplicationSettings settings = Routes.settings(Map.of("application", "live", "authenticator", "jwt"));
        assertThat(settings.active()).isTrue();
        assertThat(settings.asks(Protocol.RTMP)).isTrue();
        assertThat(settings.rtmp().queryCredentials()).isTrue();
        assertThat(settings.rtmp().decodeArguments()).isFalse();
        assertThat(settings.rtmp().agents()).isEmpty();
        assertThat(settings.rtmp().publishModes()).containsExactlyInAnyOrder("live", "record", "append");
        assertThat(settings.rtmp().remoteMethods()).isEmpty();
        assertThat(settings.http().publicPaths().match("/index.html", true)).isTrue();
        assertThat(settings.http().publicPaths().match("/streams/x.flv", true)).isFalse();
        assertThat(settings.timing().decisionTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.rtmp().streamKeys()).isEqualTo(new StreamKeys(false, Duration.ofSeconds(10), 1000));
        assertThat(settings.rtmp().roomCredentials()).isEqualTo(RoomCredentials.NONE);
    }

    @Test
    void limits_nobody_unless_it_says_so() {
        LimitSettings limits =
                Routes.settings(with("maxSessionsBy", " subject ")).limits();
        assertThat(limits.isOn()).isFalse();
        assertThat(limits)
                .isEqualTo(
                        new LimitSettings(0, 0, LimitSettings.By.SUBJECT, "", TooMany.REJECT, Duration.ofSeconds(10)));
        Map<String, Object> properties = with("maxSessionsPublishing", "2");
        properties.put("maxSessionsBy", "claim: tenant ");
        properties.put("onTooMany", "oldest");
        limits = Routes.settings(properties).limits();
        assertThat(limits.isOn()).isTrue();
        assertThat(limits.claim()).isEqualTo("tenant");
        assertThat(limits.shownBy()).isEqualTo("claim:tenant");
        assertThat(limits.tooMany()).isEqualTo(TooMany.OLDEST);
    }

    @ParameterizedTest
    @CsvSource({
        "maxSessionsBy, user",
        "maxSessionsBy, claim:",
        "maxSessionsBy, claim",
        "onTooMany, kick",
        "reconnectSeconds, 2",
        "maxSessionsPlaying, -1",
        "maxSessionsPublishing, many"
    })
    void limit_that_is_not_understood_is_an_error(String property, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Routes.settings(with(property, value)))
                .withMessageContaining(property + ": ")
                .withMessageContaining("set it to");
    }

    @Test
    void a_part_of_the_path_is_no_room_only_if_that_is_enabled_and_it_has_a_name() {
        Map<String, Object> properties = with("rtmpAuthRoomScopeName", "auth");
        assertThat(Routes.settings(properties).rtmp().roomCredentials().is("auth;token=x"))
                .isFalse();
        properties.put("rtmpAuthRoomScopeEnabled", true);
        RoomCredentials auth = Routes.settings(properties).rtmp().roomCredentials();
        assertThat(List.of("auth", "auth;", "auth;token=x")).allMatch(auth::is);
        assertThat(List.of("auth2", "auth2;token=x", "Auth", "xauth", "auth?token=x", ""))
                .noneMatch(auth::is);
        assertThat(auth.rooms(List.of("a", "auth;x=y", "b"))).containsExactly("a", "b");
        assertThat(auth.carriedBy(List.of("a", "auth;x=y;z"))).contains("x=y;z");
        assertThat(auth.carriedBy(List.of("auth"))).contains("");
        assertThat(auth.carriedBy(List.of("a"))).isEmpty();
        assertThat(auth.isTwiceIn(List.of("auth", "a", "auth;"))).isTrue();
        assertThat(auth.isTwiceIn(List.of("auth", "a"))).isFalse();
        for (String bad : new String[] {"", "a/b", "a;b", "a b", "..", ".", "*"}) {
            properties.put("rtmpAuthRoomScopeName", bad);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Routes.settings(properties))
                    .withMessageContaining("rtmpAuthRoomScopeName");
        }
    }

    @Test
    void reads_texts_booleans_numbers_and_arrays() {
        Map<String, Object> properties = with("active", true);
        properties.put("authenticator", new String[] {" a", "b "});
        properties.put("decisionTimeoutMillis", 60000);
        properties.put("rtmp", " FALSE ");
        ApplicationSettings settings = Routes.settings(properties);
        assertThat(settings.deciders().authenticators().get(Protocol.RTMP)).containsExactly("a", "b");
        assertThat(settings.timing().decisionTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.asks(Protocol.RTMP)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "active, ture",
        "active, ''",
        "rtmp, yes",
        "rtmpAllowQueryParamsEnabled, 1",
        "rtmpDecodeArguments, on",
        "streamNameAuth, yes",
        "provisionalSeconds, 0",
        "provisionalSeconds, 301",
        "maxProvisional, 0",
        "maxProvisional, 100001",
        "rtmpAuthRoomScopeEnabled, 1",
        "application, ''",
        "application, '  '",
        "application, ${APP}",
        "authenticator, ''",
        "authenticator, ', ,'",
        "authenticator, $[env:AUTH]",
        "allowedRtmpAgents, ;",
        "publishModes, 'live,recrod'",
        "httpPublicPaths, streams/x",
        "backchannelLogout, stagedoor/logout",
        "backchannelLogout, /",
        "backchannelLogout, /a/",
        "backchannelLogout, //a",
        "backchannelLogout, /a/../b",
        "backchannelLogout, /a%2fb",
        "backchannelLogout, /a?b",
        "backchannelLogout, /*",
        "decisionTimeoutMillis, 0",
        "decisionTimeoutMillis, 60001",
        "decisionTimeoutMillis, 5s",
        "decisionTimeoutMillis, 99999999999999999999",
        "remoteMethods, $[secret:x]",
    })
    void a_bad_value_is_refused_naming_the_property(String key, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Routes.settings(with(key, value)))
                .withMessageStartingWith(key + ": ");
    }

    @Test
    void an_application_that_is_off_needs_no_authenticator() {
        assertThat(Routes.settings(Map.of("application", "live", "active", "false"))
                        .active())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "*, '', true",
        "FMLE;lnx, 'LNX 9,0,124,2', true",
        "FMLE;lnx, 'fmle/3.0 (compatible; Lavf)', true",
        "FMLE, 'LNX 9', false",
        "FMLE, '', false",
        "FMLE;*, x, true",
        "WIN, 'win 10', true",
    })
    void an_agent_must_contain_one_of_the_list_in_any_case(String list, String agent, boolean allowed) {
        assertThat(Routes.settings(with("allowedRtmpAgents", list)).rtmp().allowsAgent(agent))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/streams/trailers/a.flv", "/streams/trailers/", "/streams/trailers/a/b", "/a.b"})
    void a_pattern_matches_whole_paths(String path) {
        assertThat(PathPatterns.of("httpPublicPaths", List.of("/streams/trailers/*", "/a.b"))
                        .match(path, true))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/streams/trailers", "/x/streams/trailers/a", "/axb", "/a.bc", "", "/streams/trailers/a\n/../b"})
    void a_pattern_matches_nothing_else(String path) {
        assertThat(PathPatterns.of("httpPublicPaths", List.of("/streams/trailers/*", "/a.b"))
                        .match(path, true))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void a_switch_is_for_its_protocol_alone(Protocol protocol) {
        String name = protocol.name().toLowerCase(Locale.ROOT);
        ApplicationSettings settings = Routes.settings(with(name, "false"));
        for (Protocol one : Protocol.values()) {
            assertThat(settings.asks(one)).isEqualTo(one != protocol);
        }
        Map<String, Object> inactive = new HashMap<>(with(name, "true"));
        inactive.put("active", "false");
        assertThat(Routes.settings(inactive).asks(protocol)).isFalse();
    }

    @Test
    void what_is_off_is_said_for_each_protocol_when_the_configuration_is_read() {
        Logger logger = (Logger) LoggerFactory.getLogger(Application.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.setLevel(Level.WARN);
        logger.addAppender(lines);
        try {
            Map<String, Object> open = with("rtsp", "false");
            open.put("mpegts", "false");
            open.put("allowRestreamers", "true");
            new Application(open).tell(true);
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(null);
        }
        assertThat(lines.list)
                .filteredOn(line -> line.getLevel() == Level.WARN)
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .endsWith("rtsp=false: every RTSP client of 'live' is admitted without a check."),
                        line -> assertThat(line)
                                .endsWith("mpegts=false: every MPEGTS client of 'live' is admitted without a check."),
                        line -> assertThat(line).contains("allowRestreamers=true"));
    }

    @Test
    void an_authenticator_s_name_is_none_that_configuration_judges_by_itself() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Routes.settings(with("authenticator", "[clusterSecret]")))
                .withMessageContaining("begins with [");
    }

    @Test
    void a_list_of_nobody_does_not_fall_back_to_the_others_authenticators() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Routes.settings(with("authenticator.rtmp", " , ")))
                .withMessageStartingWith("authenticator.rtmp: has no name of an authenticator");
    }

    @Test
    void an_unknown_property_is_a_bad_change() {
        Application application = new Application(with("publishModes", "live"));
        Map<String, Object> misspelt = with("publishMode", "live");
        misspelt.put("felix.fileinstall.filename", "file:/x/conf/stagedoor.application-live.cfg");
        application.modified(misspelt);
        assertThat(application.settings())
                .get()
                .extracting(settings -> settings.rtmp().publishModes())
                .isEqualTo(java.util.Set.of("live"));
        assertThat(application.problem())
                .get()
                .asString()
                .startsWith("stagedoor.application-live.cfg: publishMode: is not known (did you mean publishModes?)");
        assertThat(new Application(misspelt).settings()).isEmpty();
        application.modified(with("x-note", "anything"));
        assertThat(application.problem()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authenticator.rtsp",
                "authenticator.rtc",
                "authenticator.srt",
                "authenticator.mpegts",
                "authenticator.http",
                "authenticator.ws"
            })
    void each_protocol_may_have_its_authenticator(String key) {
        assertThat(new Application(with(key, "other ")).problem()).isEmpty();
    }

    @Test
    void a_bad_change_leaves_the_last_good_configuration_in_force() {
        Application application = new Application(with("rtmp", "false"));
        application.modified(with("active", "ture"));
        assertThat(application.name()).isEqualTo("live");
        assertThat(application.settings())
                .get()
                .extracting(settings -> settings.asks(Protocol.RTMP))
                .isEqualTo(false);
        assertThat(application.problem()).get().asString().contains("active").contains("ture");
        application.modified(with("rtmp", "true"));
        assertThat(application.settings())
                .get()
                .extracting(settings -> settings.asks(Protocol.RTMP))
                .isEqualTo(true);
        assertThat(application.problem()).isEmpty();
    }

    @Test
    void without_a_good_configuration_nothing_is_in_force() {
        Application application =
                new Application(with("felix.fileinstall.filename", "file:/x/conf/stagedoor.application-live.cfg"));
        assertThat(application.settings()).isPresent();
        Map<String, Object> bad = with("felix.fileinstall.filename", "file:/x/conf/stagedoor.application-live.cfg");
        bad.put("active", "ture");
        Application broken = new Application(bad);
        assertThat(broken.settings()).isEmpty();
        assertThat(broken.name()).isEqualTo("live");
        assertThat(broken.problem()).get().asString().startsWith("stagedoor.application-live.cfg: active");
    }
}
