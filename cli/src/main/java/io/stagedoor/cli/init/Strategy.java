package io.stagedoor.cli.init;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is to decide about the clients of an application.
 *
 * @param authenticator its name
 * @param configurations in the order in which they are written
 * @param secret the file that is made in {@code stagedoor/secrets}; empty for none
 * @param next what follows
 */
record Strategy(String authenticator, List<Configuration> configurations, Optional<String> secret, Next next) {

    private static final String ROOT = "${red5.root}/stagedoor/secrets/";
    private static final String NAME = "name";

    /** Settings of the JWT authenticator that are for tokens of its own secret. */
    private static final List<String> OF_SECRET = List.of(
            "jwtSecretFile", "algorithms", "overlapSeconds", "jwtTtlMinutes", "expectedIssuer", "clockSkewSeconds");

    /** What an operator does after the first configuration. */
    enum Next {
        /** Makes a token. */
        TOKEN,
        /** Adds users. */
        USERS,
        /** Says who may do what. */
        CONDITIONS,
        /** Starts the server. */
        SERVE
    }

    /**
     * A configuration that is made from an example.
     *
     * @param file its name
     * @param example the name of the example
     * @param settings what is different; an empty text leaves one out
     */
    record Configuration(String file, String example, Map<String, String> settings) {}

    /** Tokens with a secret of their own. */
    static Strategy jwt(String application) {
        String name = application + "-jwt";
        Map<String, String> settings = Map.of(NAME, name, "jwtSecretFile", ROOT + name + ".key");
        return new Strategy(name, List.of(jwt(name, settings)), Optional.of(name + ".key"), Next.TOKEN);
    }

    private static Configuration jwt(String name, Map<String, String> settings) {
        return new Configuration(
                "stagedoor.authenticator.jwt-" + name + ".cfg",
                "stagedoor.authenticator.jwt-live-jwt.cfg.example",
                settings);
    }

    /** Users in a file, which is empty yet. */
    static Strategy users(String application) {
        String name = application + "-users";
        String file = name + ".credentials";
        Configuration users = new Configuration(
                "stagedoor.authenticator.simple-" + name + ".cfg",
                "stagedoor.authenticator.simple-live-users.cfg.example",
                Map.of(NAME, name, "credentialsFile", "stagedoor/secrets/" + file));
        return new Strategy(name, List.of(users), Optional.of(file), Next.USERS);
    }

    /**
     * A backend.
     *
     * @param validate where it answers
     * @param invalidate where it is told of the end of a stream; empty for nowhere
     */
    static Strategy backend(String application, String validate, String invalidate) {
        String name = application + "-roundtrip";
        Configuration backend = new Configuration(
                "stagedoor.authenticator.roundtrip-" + name + ".cfg",
                "stagedoor.authenticator.roundtrip-live-roundtrip.cfg.example",
                Map.of(NAME, name, "validateUrl", validate, "invalidateUrl", invalidate));
        return new Strategy(name, List.of(backend), Optional.empty(), Next.SERVE);
    }

    /**
     * Tokens of an identity provider, whose discovery document says where its keys are.
     *
     * @param provider what its tokens say, and what they allow
     */
    static Strategy oidc(String application, Provider provider) {
        Configuration issuer = new Configuration(
                issuerFile(application), "stagedoor.issuer-acme.cfg.example", provider.settings(application));
        String name = application + "-jwt";
        Map<String, String> settings = new LinkedHashMap<>(Map.of(NAME, name, "issuers", application));
        OF_SECRET.forEach(setting -> settings.put(setting, ""));
        return new Strategy(
                name,
                List.of(issuer, jwt(name, settings)),
                Optional.empty(),
                provider.allowsNothing() ? Next.CONDITIONS : Next.SERVE);
    }

    /** The name of the file that configures the issuer of an application. */
    static String issuerFile(String application) {
        return "stagedoor.issuer-" + application + ".cfg";
    }
}
