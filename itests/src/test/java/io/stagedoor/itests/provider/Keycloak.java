package io.stagedoor.itests.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A real Keycloak with one realm, {@code media}, that forgets everything when it ends. Users are {@code anna}, a streamer, {@code ben}, a viewer,
 * and {@code cleo}, who is nothing.
 */
public final class Keycloak implements AutoCloseable {

    /** A client whose tokens are for the server, signed by RS256. */
    public static final String ENCODER = "encoder";

    /** The same, by ES256, and with the type of RFC 9068. */
    public static final String ENCODER_ES256 = "encoder-es256";

    /** The same, by EdDSA. */
    public static final String ENCODER_EDDSA = "encoder-eddsa";

    /** One whose tokens last for four seconds. */
    public static final String BRIEF = "encoder-brief";

    /** A client whose tokens are not for the server. */
    public static final String SHOP = "shop";

    private static final Duration START = Duration.ofMinutes(10);
    private static final Pattern LISTENS = Pattern.compile("Listening on: (http://127\\.0\\.0\\.1:\\d+)");
    private static final String REALM = "/admin/realms/media";
    private static final String ADMIN = "admin";

    private final String password = UUID.randomUUID().toString();
    private final ProviderProcess process;
    private final URI base;
    private final JsonCalls calls;

    /**
     * A token response.
     *
     * @param access the access token, {@code id} the ID token, {@code refresh} the refresh token
     */
    public record Tokens(String access, String id, String refresh) {}

    private Keycloak(Path installation, Path log) {
        process = ProviderProcess.start(
                List.of("sh", "bin/kc.sh", "start-dev", "--db=dev-mem", "--http-host=127.0.0.1", "--http-port=0"),
                installation,
                Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "JAVA_OPTS_KC_HEAP",
                        "-Xms64m -Xmx400m",
                        "KC_BOOTSTRAP_ADMIN_USERNAME",
                        ADMIN,
                        "KC_BOOTSTRAP_ADMIN_PASSWORD",
                        password),
                log);
        base = URI.create(process.await(LISTENS, START));
        calls = new JsonCalls(base);
    }

    /**
     * Starts a Keycloak, and returns when it has made its realm.
     *
     * @param installation an unpacked Keycloak
     * @param log gets what it prints
     */
    public static Keycloak start(Path installation, Path log) {
        Keycloak keycloak = new Keycloak(installation, log);
        try {
            keycloak.makeRealm();
        } catch (RuntimeException e) {
            keycloak.close();
            throw e;
        }
        return keycloak;
    }

    /** What {@code iss} of the realm's tokens is. */
    public String issuer() {
        return base + "/realms/media";
    }

    private void makeRealm() {
        ObjectNode realm = object().put("realm", "media").put("enabled", true);
        ArrayNode roles = realm.putObject("roles").putArray("realm");
        roles.addObject().put("name", "streamer");
        roles.addObject().put("name", "viewer");
        ArrayNode clients = realm.putArray("clients");
        forServer(client(clients, ENCODER, Map.of()));
        forServer(client(
                clients,
                ENCODER_ES256,
                Map.of("access.token.signed.response.alg", "ES256", "access.token.header.type.rfc9068", "true")));
        forServer(client(clients, ENCODER_EDDSA, Map.of("access.token.signed.response.alg", "EdDSA")));
        forServer(client(clients, BRIEF, Map.of("access.token.lifespan", "4")));
        client(clients, SHOP, Map.of());
        ArrayNode users = realm.putArray("users");
        user(users, "anna", "streamer");
        user(users, "ben", "viewer");
        user(users, "cleo");
        admin("POST", "/admin/realms", realm);
        addKey("ecdsa-generated", 100, Map.of("ecdsaEllipticCurveKey", "P-256"));
        addKey("eddsa-generated", 100, Map.of("eddsaEllipticCurveKey", "Ed25519"));
    }

    private static ObjectNode client(ArrayNode clients, String id, Map<String, String> attributes) {
        ObjectNode client = clients.addObject()
                .put("clientId", id)
                .put("enabled", true)
                .put("publicClient", true)
                .put("directAccessGrantsEnabled", true);
        attributes.forEach(client.putObject("attributes")::put);
        return client;
    }

    private static void forServer(ObjectNode client) {
        ObjectNode mapper = client.putArray("protocolMappers")
                .addObject()
                .put("name", "for-red5")
                .put("protocol", "openid-connect")
                .put("protocolMapper", "oidc-audience-mapper");
        // In ID tokens, too: so that these differ by their kind only.
        mapper.putObject("config")
                .put("included.custom.audience", "red5")
                .put("access.token.claim", "true")
                .put("id.token.claim", "true");
    }

    private static void user(ArrayNode users, String name, String... roles) {
        ObjectNode user = users.addObject()
                .put("username", name)
                .put("enabled", true)
                .put("email", name + "@example.com")
                .put("firstName", name)
                .put("lastName", "Example");
        user.putArray("credentials").addObject().put("type", "password").put("value", name + "-password");
        ArrayNode all = user.putArray("realmRoles");
        List.of(roles).forEach(all::add);
    }

    private static ObjectNode object() {
        return JsonCalls.JSON.createObjectNode();
    }

    /** The access token of a user, by a client. */
    public String token(String user, String client) {
        return tokens(user, client).access();
    }

    /** All tokens of a user, by a client. */
    public Tokens tokens(String user, String client) {
        JsonNode answer = calls.form(
                "/realms/media/protocol/openid-connect/token",
                Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        client,
                        "username",
                        user,
                        "password",
                        user + "-password",
                        "scope",
                        "openid"));
        return new Tokens(
                answer.path("access_token").asText(),
                answer.path("id_token").asText(),
                answer.path("refresh_token").asText());
    }

    /**
     * Has logouts of a client's sessions sent to an address (OpenID Connect Back-Channel Logout).
     *
     * @param bySession whether they name the session; if not, they name the user
     */
    public void sendLogouts(String client, URI to, boolean bySession) {
        JsonNode found =
                admin("GET", REALM + "/clients?clientId=" + client, null).get(0);
        ((ObjectNode) found.path("attributes"))
                .put("backchannel.logout.url", to.toString())
                .put("backchannel.logout.session.required", String.valueOf(bySession));
        admin("PUT", REALM + "/clients/" + found.path("id").asText(), found);
    }

    /** Ends a session, as an administrator does, or the page of a user's account. */
    public void endSession(String id) {
        admin("DELETE", REALM + "/sessions/" + id, null);
    }

    /** Ends all sessions of a user. */
    public void endSessions(String user) {
        JsonNode found =
                admin("GET", REALM + "/users?exact=true&username=" + user, null).get(0);
        admin("POST", REALM + "/users/" + found.path("id").asText() + "/logout", null);
    }

    /** A token of the administrator: of another realm, with keys of its own. */
    public String tokenOfAnotherRealm() {
        return calls.form(
                        "/realms/master/protocol/openid-connect/token",
                        Map.of(
                                "grant_type",
                                "password",
                                "client_id",
                                "admin-cli",
                                "username",
                                ADMIN,
                                "password",
                                password))
                .path("access_token")
                .asText();
    }

    /**
     * Adds an RSA key to the realm.
     *
     * @param priority of several keys the one with the highest signs; the first one has 100
     * @return the id of its component
     */
    public String addRsaKey(int priority) {
        return addKey("rsa-generated", priority, Map.of("keySize", "2048"));
    }

    private String addKey(String provider, int priority, Map<String, String> more) {
        String name = provider + "-" + UUID.randomUUID();
        ObjectNode component = object().put("name", name)
                .put("providerId", provider)
                .put("providerType", "org.keycloak.keys.KeyProvider");
        ObjectNode config = component.putObject("config");
        more.forEach((property, value) -> config.putArray(property).add(value));
        config.putArray("priority").add(String.valueOf(priority));
        config.putArray("enabled").add("true");
        config.putArray("active").add("true");
        admin("POST", REALM + "/components", component);
        return component(name).path("id").asText();
    }

    private JsonNode component(String name) {
        for (JsonNode one : admin("GET", REALM + "/components?type=org.keycloak.keys.KeyProvider", null)) {
            if (one.path("name").asText().equals(name)) {
                return one;
            }
        }
        throw new AssertionError("no component " + name);
    }

    /** Which component has the key that signs by an algorithm at this moment. */
    public String signer(String algorithm) {
        JsonNode keys = admin("GET", REALM + "/keys", null);
        return key(keys, "kid", keys.path("active").path(algorithm).asText())
                .path("providerId")
                .asText();
    }

    /** The {@code kid} of a component's key. */
    public String kid(String component) {
        return key(admin("GET", REALM + "/keys", null), "providerId", component)
                .path("kid")
                .asText();
    }

    private static JsonNode key(JsonNode keys, String member, String value) {
        for (JsonNode key : keys.path("keys")) {
            if (key.path(member).asText().equals(value)) {
                return key;
            }
        }
        throw new AssertionError("no key with " + member + " " + value);
    }

    /** Gives the key of a component another priority. */
    public void setPriority(String component, int priority) {
        change(component, "priority", String.valueOf(priority));
    }

    /** Takes the key of a component out of the published set. */
    public void disable(String component) {
        change(component, "enabled", "false");
    }

    private void change(String component, String property, String value) {
        String path = REALM + "/components/" + component;
        ObjectNode now = (ObjectNode) admin("GET", path, null);
        ((ObjectNode) now.path("config")).putArray(property).add(value);
        admin("PUT", path, now);
    }

    private JsonNode admin(String method, String path, JsonNode body) {
        return calls.json(method, path, tokenOfAnotherRealm(), body);
    }

    @Override
    public void close() {
        process.close();
    }
}
