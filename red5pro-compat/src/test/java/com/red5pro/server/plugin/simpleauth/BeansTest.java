package com.red5pro.server.plugin.simpleauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.red5pro.server.plugin.simpleauth.datasource.impl.Red5ProFileAuthenticationValidator;
import com.red5pro.server.plugin.simpleauth.datasource.impl.jwt.JwtAuthenticator;
import com.red5pro.server.plugin.simpleauth.datasource.impl.roundtrip.RoundTripAuthValidator;
import com.red5pro.server.plugin.simpleauth.interfaces.IAuthenticationValidator;
import io.stagedoor.red5.hook.Declaration;
import io.stagedoor.red5pro.CompatPlugin;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.context.support.ClassPathXmlApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

class BeansTest {

    @Test
    void spring_fills_them_from_red5_web_xml() {
        try (ClassPathXmlApplicationContext context = new ClassPathXmlApplicationContext("jwt.xml")) {
            assertThat(context.getBean(Declaration.class).declared())
                    .containsAllEntriesOf(Map.of(
                            "active", true,
                            "rtmp", true,
                            "rtsp", true,
                            "rtc", true,
                            "srt", false,
                            "mpegts", false,
                            "http", true,
                            "ws", true))
                    .containsAllEntriesOf(Map.of(
                            "rtmpAllowQueryParamsEnabled", true,
                            "allowedRtmpAgents", "*",
                            "streamNameAuth", true,
                            "rtmpAuthRoomScopeEnabled", true,
                            "rtmpAuthRoomScopeName", "room"))
                    .containsAllEntriesOf(Map.of(
                            "validator", "jwt",
                            "jwtSecret", "a secret",
                            "jwtTtlMinutes", 60L,
                            "expectedIssuer", ""))
                    .hasSize(17);
        }
    }

    @Test
    void what_is_not_set_is_not_said() {
        assertThat(new Configuration().declared()).isEmpty();
        Configuration file = new Configuration();
        file.setValidator(new Red5ProFileAuthenticationValidator());
        assertThat(file.declared()).isEqualTo(Map.of("validator", "file"));
    }

    @Test
    void a_round_trip_says_where_the_backend_is() {
        RoundTripAuthValidator validator = new RoundTripAuthValidator();
        validator.setProtocol("http://");
        validator.setHost("localhost");
        validator.setPort("3000");
        validator.setValidateCredentialsEndPoint("/v");
        validator.setInvalidateCredentialsEndPoint("/i");
        validator.setClientTokenRequired(true);
        validator.setLazyAuth(false);
        Configuration configuration = new Configuration();
        configuration.setValidator(validator);
        assertThat(configuration.declared())
                .isEqualTo(Map.of(
                        "validator", "roundtrip",
                        "protocol", "http://",
                        "host", "localhost",
                        "port", "3000",
                        "validateCredentialsEndPoint", "/v",
                        "invalidateCredentialsEndPoint", "/i",
                        "clientTokenRequired", true,
                        "lazyAuth", false));
    }

    @Test
    void a_class_that_extends_one_of_them_judges_by_itself() {
        Configuration configuration = new Configuration();
        configuration.setValidator(new JwtAuthenticator() {});
        assertThat(configuration.declared())
                .containsEntry("validator", "custom")
                .containsKey(Declaration.CHECK);
    }

    @Test
    void a_placeholder_that_nobody_resolves_keeps_the_application_from_starting() {
        GenericApplicationContext context = new GenericApplicationContext();
        context.registerBean(
                "simpleAuthSecurity",
                Configuration.class,
                definition -> definition.getPropertyValues().add("active", "${auth.active}"));
        assertThatThrownBy(context::refresh)
                .isInstanceOf(BeanCreationException.class)
                .hasMessageContaining("active");
    }

    @Test
    void they_judge_nobody_themselves() {
        for (IAuthenticationValidator validator : new IAuthenticationValidator[] {
            new JwtAuthenticator(), new RoundTripAuthValidator(), new Red5ProFileAuthenticationValidator()
        }) {
            validator.initialize();
            assertThat(validator.onConnectAuthenticate("a", "b", new Object[0])).isFalse();
        }
    }

    /** What a client can reach by filling an object, and by what it can fill in there. */
    @Test
    void they_have_no_getter_and_no_state_that_is_shared() {
        assertThat(Stream.of(
                                Configuration.class,
                                JwtAuthenticator.class,
                                RoundTripAuthValidator.class,
                                Red5ProFileAuthenticationValidator.class)
                        .peek(type -> assertThat(
                                        Arrays.stream(type.getDeclaredFields()).filter(field -> !field.isSynthetic()))
                                .as(type.getName())
                                .allMatch(field -> Modifier.isPrivate(field.getModifiers())
                                        && !Modifier.isStatic(field.getModifiers())))
                        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                        .map(Method::getName))
                .noneMatch(name -> name.startsWith("get") || name.startsWith("is"));
        assertThat(CompatPlugin.class.getDeclaredMethods())
                .extracting(Method::getName)
                .noneMatch(name -> name.startsWith("set"));
    }
}
