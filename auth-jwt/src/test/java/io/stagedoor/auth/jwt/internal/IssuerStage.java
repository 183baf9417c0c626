package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.jwt.internal.issuer.IssuerComponent;
import io.stagedoor.auth.jwt.internal.issuer.Issuers;
import io.stagedoor.auth.jwt.internal.issuer.LogoutTokens;
import io.stagedoor.auth.jwt.internal.remote.Fetcher;
import io.stagedoor.auth.support.FakeBundleContext;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;

/** An authenticator and the issuers that it may name, made as Declarative Services makes them. */
public final class IssuerStage implements AutoCloseable {

    private final FakeBundleContext bundle = new FakeBundleContext();
    private final Issuers issuers = new Issuers();
    private final Fetcher fetcher;
    private final Map<String, IssuerComponent> configured = new HashMap<>();
    private JwtComponent authenticator;

    /** With a folder for the keys that are fetched. */
    public IssuerStage(Path folder) {
        this.fetcher = new Fetcher(folder);
    }

    /** For keys in files. */
    public IssuerStage() {
        this(Path.of("target", "keys"));
    }

    /** The right claims of a token of the issuer {@code https://NAME.example}, with further ones behind a comma. */
    public static String claims(String name, String more) {
        return "{\"iss\":\"https://" + name + ".example\",\"aud\":\"media\",\"sub\":\"jane\"," + JwtFixtures.EXP + more
                + "}";
    }

    /** Configures an issuer: like always, but for these properties; {@code null} takes one away. */
    public IssuerStage issuer(String name, Object... changes) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "name",
                name,
                "issuer",
                "https://" + name + ".example",
                "audiences",
                "media",
                "publisherIf",
                "role=streamer",
                "subscriberIf",
                "sub=*",
                "service.pid",
                "stagedoor.issuer~" + name));
        change(properties, changes);
        IssuerComponent before = configured.get(name);
        if (before == null) {
            configured.put(name, new IssuerComponent(properties, bundle.context(), issuers, fetcher));
        } else {
            before.modified(properties);
        }
        return this;
    }

    /** What verifies logout tokens of these issuers. */
    public LogoutTokens logouts() {
        return new LogoutTokens(issuers, JwtFixtures.CLOCK);
    }

    /** What operators see of an issuer. */
    public ObjectName bean(String name) throws JMException {
        return ObjectName.getInstance(
                "io.stagedoor:type=Issuer,bundle=" + bundle.id() + ",pid=\"stagedoor.issuer~" + name + "\"");
    }

    /** Removes an issuer's configuration. */
    public void removeIssuer(String name) {
        configured.remove(name).deactivate();
    }

    /** Configures the authenticator. */
    public IssuerStage authenticator(Object... changes) {
        Map<String, Object> properties =
                new HashMap<>(Map.of("name", "live-jwt", "service.pid", "stagedoor.authenticator.jwt~live"));
        change(properties, changes);
        if (authenticator == null) {
            authenticator = new JwtComponent(properties, bundle.context(), issuers, JwtFixtures.CLOCK);
        } else {
            authenticator.modified(properties);
        }
        return this;
    }

    private static void change(Map<String, Object> properties, Object... changes) {
        for (int i = 0; i < changes.length; i += 2) {
            if (changes[i + 1] == null) {
                properties.remove((String) changes[i]);
            } else {
                properties.put((String) changes[i], changes[i + 1]);
            }
        }
    }

    /** What is registered. */
    public FakeBundleContext bundle() {
        return bundle;
    }

    /** The service. */
    public Authenticator service() {
        return bundle.only().service();
    }

    /** The decision on a token, into the application. */
    public Decision decide(String token) {
        return service().authenticate(JwtFixtures.request(token));
    }

    /** What a token is granted. */
    public Grant granted(String token) {
        Decision decision = decide(token);
        if (decision instanceof Decision.Allow allow) {
            return allow.grant();
        }
        throw new AssertionError(decision);
    }

    /** Why a token is refused. */
    public Reason reason(String token) {
        if (decide(token) instanceof Decision.Deny deny) {
            return deny.reason();
        }
        throw new AssertionError(decide(token));
    }

    /** What the log says of the refusal of a token, or of the outage. */
    public String detail(String token) {
        Decision decision = decide(token);
        if (decision instanceof Decision.Deny deny) {
            return deny.detail();
        }
        if (decision instanceof Decision.Unavailable unavailable) {
            return unavailable.detail();
        }
        throw new AssertionError(decision);
    }

    @Override
    public void close() {
        if (authenticator != null) {
            authenticator.deactivate();
        }
        configured.values().forEach(IssuerComponent::deactivate);
        fetcher.close();
    }
}
