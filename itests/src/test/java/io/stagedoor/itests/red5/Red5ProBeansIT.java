package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.newSecret;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PUBLISHED;
import static io.stagedoor.itests.red5.Clients.PUBLISH_REFUSED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.rtmp.Message;
import io.stagedoor.itests.rtmp.RtmpClient;
import io.stagedoor.itests.rtmp.TypedObject;
import io.stagedoor.itests.webapp.TownValidator;
import io.stagedoor.itests.webapp.Witness;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Beans of Red5 Pro's simple-auth plugin, of every kind, in applications of one server; and what clients make of their classes. */
public class Red5ProBeansIT {

    private static final String PACKAGE = "com.red5pro.server.plugin.simpleauth.";
    private static final String JWT = PACKAGE + "datasource.impl.jwt.JwtAuthenticator";
    private static final String SECRET = newSecret();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static StagedoorServer server;
    private static Backend backend;

    @BeforeClass
    public static void start() throws IOException {
        backend = new Backend();
        server = StagedoorServer.prepared();
        Red5ProHome.of(server)
                .plugin(Witness.class)
                .application("town")
                .beans("town", security("validator", validator()), "")
                .classOf("town", TownValidator.class)
                .application("keys")
                .beans("keys", streamNames(security("validator", validator())), "")
                .classOf("keys", TownValidator.class)
                .application("users")
                .beans("users", security("file", file()), "")
                .application("temporary")
                .beans("temporary", security("file", file()), "")
                .file("webapps/users/WEB-INF/own.credentials", "alice wonder-land\n")
                .file("webapps/temporary/WEB-INF/own.credentials", "alice wonder-land\n")
                .application("everybody")
                .beans("everybody", security(null, ""), "")
                .file("conf/simple-auth-plugin.credentials", "bob builds\n")
                .application("remote")
                .beans("remote", security("roundTrip", roundTrip()), "")
                .application("hidden")
                .beans("hidden", security("jwt", jwt("$[secret:live-jwt.key]")), "")
                .application("closed")
                .application("mine")
                .beans("mine", security("jwt", jwt(SECRET)), "")
                .beans("live", security("jwt", jwt(SECRET)), "")
                .file("conf/simple-auth-plugin.properties", """
                        simpleauth.default.active=false
                        simpleauth.default.rtmp=false
                        simpleauth.default.rtmp.queryparams=false
                        simpleauth.default.rtmp.agents=LNX;FMLE
                        simpleauth.default.http.response=true
                        """);
        server.configure("stagedoor.application-mine.cfg", "application=mine", "authenticator=nobody");
        server.start();
        for (String application :
                List.of("live", "town", "keys", "users", "temporary", "everybody", "remote", "hidden", "mine")) {
            awaitInForce(application);
        }
    }

    @AfterClass
    public static void stop() {
        server.close();
        backend.close();
    }

    private static String security(String validator, String bean) {
        String reference = validator == null ? "" : property("validator", "ref", validator);
        return bean + "<bean id=\"simpleAuthSecurity\" class=\"" + PACKAGE + "Configuration\">"
                + property("active", "value", "true") + property("rtmpAllowQueryParamsEnabled", "value", "true")
                + reference + "</bean>";
    }

    private static String streamNames(String security) {
        return security.substring(0, security.length() - "</bean>".length())
                + property("streamNameAuth", "value", "true") + "</bean>";
    }

    private static String jwt(String secret) {
        return bean("jwt", JWT, property("jwtSecret", "value", secret));
    }

    private static String validator() {
        return bean(
                "validator",
                TownValidator.class.getName(),
                property("adapter", "ref", "web.handler") + property("town", "value", "Springfield"));
    }

    private static String file() {
        return bean(
                "file",
                PACKAGE + "datasource.impl.Red5ProFileAuthenticationValidator",
                property("context", "ref", "web.context")
                        + property("dataSource", "value", "/WEB-INF/own.credentials"));
    }

    private static String roundTrip() {
        URI url = URI.create(backend.url("/"));
        return bean(
                "roundTrip",
                PACKAGE + "datasource.impl.roundtrip.RoundTripAuthValidator",
                property("adapter", "ref", "web.handler")
                        + property("context", "ref", "web.context")
                        + property("protocol", "value", "http://")
                        + property("host", "value", url.getHost())
                        + property("port", "value", Integer.toString(url.getPort()))
                        + property("validateCredentialsEndPoint", "value", "/validate")
                        + property("invalidateCredentialsEndPoint", "value", "/invalidate")
                        + property("clientTokenRequired", "value", "true"));
    }

    private static String bean(String id, String type, String properties) {
        return "<bean id=\"" + id + "\" class=\"" + type + "\" init-method=\"initialize\">" + properties + "</bean>\n";
    }

    private static String property(String name, String kind, String value) {
        return "<property name=\"" + name + "\" " + kind + "=\"" + value + "\"/>";
    }

    private static void awaitInForce(String application) {
        eventually(PATIENCE, () -> assertThat(server.log()).contains("Beans of '" + application + "' applied."));
    }

    private static String connect(String path, Object... arguments) throws IOException {
        try (RtmpClient client = RtmpClient.open(server.rtmpPort())) {
            return client.connect(path, arguments);
        }
    }

    @Test
    public void a_validator_of_one_s_own_judges_clients() throws Exception {
        assertThat(connect("town", "mayor", "of Springfield", "open")).isEqualTo(CONNECTED);
        assertThat(connect("town?username=mayor&password=of%20Springfield&token=open"))
                .isEqualTo(CONNECTED);
        assertThat(connect("town", "mayor", "of Shelbyville", "open")).isEqualTo(REJECTED);
        assertThat(connect("town", "mayor", "of Springfield", "closed")).isEqualTo(REJECTED);
        assertThat(connect("town", "mayor")).isEqualTo(REJECTED);
        assertThat(connect("town")).isEqualTo(REJECTED);
    }

    @Test
    public void a_validator_of_one_s_own_judges_what_stands_behind_a_stream_s_name() throws Exception {
        String query = "?username=mayor&token=open&password=of%20";
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "keys")) {
            assertThat(client.publish(client.createStream(), "s1" + query + "Springfield", "live"))
                    .isEqualTo(PUBLISHED);
        }
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "keys")) {
            assertThat(client.publish(client.createStream(), "s2" + query + "Shelbyville", "live"))
                    .isEqualTo(PUBLISH_REFUSED);
        }
    }

    @Test
    public void a_validator_that_breaks_or_hangs_lets_nobody_in_and_keeps_nobody_else() throws Exception {
        String password = newSecret();
        assertThat(connect("town", "breaks", password, "open")).isEqualTo(REJECTED);
        try (RtmpClient hanging = RtmpClient.open(server.rtmpPort())) {
            hanging.socket().send(hanging.connectMessage("town", "hangs", "x", "open"));
            assertThat(connect("town", "mayor", "of Springfield", "open")).isEqualTo(CONNECTED);
            assertThat(hanging.socket().await(m -> m.isCommand("_error"), PATIENCE))
                    .isPresent();
        }

        assertThat(server.log()).contains("Validator 'town/validator' threw java.lang.IllegalStateException");
        assertThat(server.logs()).doesNotContain(password);
    }

    @Test
    public void users_are_in_a_file_of_the_application_or_of_all() throws Exception {
        assertThat(connect("users", "alice", "wonder-land")).isEqualTo(CONNECTED);
        assertThat(connect("users", "bob", "builds")).isEqualTo(REJECTED);
        assertThat(connect("everybody", "bob", "builds")).isEqualTo(CONNECTED);
        assertThat(connect("everybody", "alice", "wonder-land")).isEqualTo(REJECTED);
    }

    @Test
    public void a_secret_may_be_in_a_file_of_its_own() throws Exception {
        assertThat(Clients.connect(server, "hidden", token().signedWith(server.secret())))
                .isEqualTo(CONNECTED);
        assertThat(Clients.connect(server, "hidden", token().signedWith(SECRET)))
                .isEqualTo(REJECTED);
    }

    @Test
    public void a_backend_is_asked_for_each_stream() throws Exception {
        backend.answers(200, "{\"result\":true}");
        assertThat(publish("remote", "carol", "x", "t")).isEqualTo(PUBLISHED);
        backend.answers(200, "{\"result\":false}");
        assertThat(publish("remote", "carol", "x", "t")).isEqualTo(PUBLISH_REFUSED);
        assertThat(connect("remote", "carol", "x")).isEqualTo(REJECTED);
    }

    private static String publish(String path, Object... arguments) throws IOException {
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), path, arguments)) {
            // Not a name that somebody who has just gone still has: that is refused, too.
            return client.publish(client.createStream(), "s-" + UUID.randomUUID(), "live");
        }
    }

    @Test
    public void defaults_of_the_server_close_and_do_not_open() throws Exception {
        assertThat(connect("closed", "bob", "builds")).isEqualTo(REJECTED);
        assertThat(connect("everybody")).isEqualTo(REJECTED);
        try (RtmpClient client = RtmpClient.open(server.rtmpPort())) {
            Message other =
                    client.connectMessage("everybody", Map.of("flashVer", Optional.of("else 1.0")), "bob", "builds");
            assertThat(client.connect(other)).isEqualTo(REJECTED);
        }

        assertThat(server.log())
                .contains(
                        "simpleauth.default.active: 'false' is ignored: it would let clients in without authentication")
                .contains("simpleauth.default.rtmp: 'false' is ignored: it would let clients in without authentication")
                .contains(
                        "simpleauth.default.http.response: 'true' is ignored: it would let clients in without a check");
    }

    @Test
    public void a_file_of_the_operator_s_counts_and_not_the_beans() throws Exception {
        assertThat(Clients.connect(server, "mine", token().signedWith(SECRET))).isEqualTo(REJECTED);

        server.unconfigure("stagedoor.application-mine.cfg");
        eventually(() -> assertThat(Clients.connect(server, "mine", token().signedWith(SECRET)))
                .isEqualTo(CONNECTED));
        server.configure("stagedoor.application-mine.cfg", "application=mine", "authenticator=nobody");
        eventually(() -> assertThat(Clients.connect(server, "mine", token().signedWith(SECRET)))
                .isEqualTo(REJECTED));
    }

    @Test
    public void what_an_application_declares_goes_with_it() throws Exception {
        // By the validator of another one: it runs within the server.
        assertThat(connect("town", "removes", "127.0.0.1/temporary", "x")).isEqualTo(REJECTED);
        eventually(
                PATIENCE,
                () -> assertThat(server.log())
                        .containsPattern("stagedoor\\.application~temporary\\.red5-web\\.\\w+ removed"));
        assertThat(connect("temporary", "alice", "wonder-land")).isNotEqualTo(CONNECTED);
        assertThat(connect("users", "alice", "wonder-land")).isEqualTo(CONNECTED);
    }

    @Test
    public void objects_of_these_classes_that_clients_send_change_nothing() throws Exception {
        String other = newSecret();
        TypedObject authenticator = new TypedObject(JWT, Map.of("jwtSecret", other, "jwtTtlMinutes", "525600"));
        Map<String, Object> open = new LinkedHashMap<>();
        open.put("active", "false");
        open.put("rtmp", "false");
        open.put("http", "false");
        open.put("validator", authenticator);
        open.put("beanName", "simpleAuthSecurity");
        for (String context : List.of("GenericApplicationContext", "StaticApplicationContext")) {
            open.put("applicationContext", new TypedObject("org.springframework.context.support." + context, Map.of()));
        }
        List<TypedObject> objects = List.of(
                new TypedObject(PACKAGE + "Configuration", open),
                authenticator,
                new TypedObject(
                        PACKAGE + "datasource.impl.Red5ProFileAuthenticationValidator",
                        Map.of("dataSource", "/dev/null")),
                new TypedObject(
                        PACKAGE + "datasource.impl.roundtrip.RoundTripAuthValidator",
                        Map.of("host", "127.0.0.1", "port", "1")),
                new TypedObject(PACKAGE + "ValidatorCall", Map.of()),
                new TypedObject(PACKAGE + "interfaces.IAuthenticationValidator", Map.of()),
                new TypedObject(PACKAGE + "servlet.AuthServlet", Map.of()),
                new TypedObject(PACKAGE + "servlet.M3U8ListingServlet", Map.of()),
                new TypedObject("io.stagedoor.red5pro.CompatPlugin", Map.of("server", "x", "applicationContext", "x")),
                new TypedObject("io.stagedoor.red5.plugin.declared.DeclaredApplications", Map.of()));

        for (TypedObject object : objects) {
            TypedObject given = new TypedObject(Witness.class.getName(), Map.of("object", object));
            for (Object argument : List.of(object, Map.of("token", object), given)) {
                assertThat(connect("live", "any", "jwt", token().signedWith(other), argument))
                        .as(object.className())
                        .isIn(REJECTED, RtmpClient.CLOSED);
            }
        }

        for (int i = 0; i < 10; i++) {
            assertThat(Clients.connect(server, "live", token().signedWith(SECRET)))
                    .isEqualTo(CONNECTED);
            assertThat(Clients.connect(server, "live", token().signedWith(other)))
                    .isEqualTo(REJECTED);
        }
        assertThat(server.log())
                .as("what Red5 made of them")
                .contains("was given " + JWT, "was given io.stagedoor.red5pro.CompatPlugin")
                .containsPattern("was given " + PACKAGE + "Configuration .*active=false.*");
        assertThat(server.log()).doesNotContain("every client of 'live' is admitted");
    }
}
