package io.stagedoor.auth.jwt.internal.issuer;

import io.stagedoor.auth.jwt.internal.remote.Access;
import io.stagedoor.auth.jwt.internal.remote.KeyPlace;
import io.stagedoor.auth.jwt.internal.remote.KeySet;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.source.IssuerKey;
import io.stagedoor.auth.jwt.internal.source.KeyReading;
import io.stagedoor.auth.jwt.internal.source.RemoteSource;
import io.stagedoor.auth.support.http.NoAnswer;
import io.stagedoor.auth.support.property.Properties;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Fetches the keys of an issuer once, as a server would, for {@code stagedoor check --online} and {@code stagedoor init --oidc}. They call it by
 * name, so it answers in types of the JDK. Keeps nothing.
 */
public final class OnlineKeys {

    private final Map<String, Object> configuration;

    /** @param configuration of an issuer, as the component gets it; may be wrong */
    public OnlineKeys(Map<String, Object> configuration) {
        this.configuration = Map.copyOf(configuration);
    }

    /**
     * Fetches the keys, within five seconds for each place.
     *
     * @return {@code setting} and {@code problem} if a place has no keys that can be used; otherwise {@code algorithms}, by commas, of the keys
     *     that can be used, {@code keys}, their number, and {@code refreshMinutes}. Empty if there is no place on the web, or if the
     *     configuration is wrong, which the component says
     */
    public Map<String, String> look() {
        try {
            Properties properties = new Properties(IssuerConfig.class, configuration);
            IssuerSettings settings = IssuerSettings.of(properties);
            return look(settings, settings.access(), properties.duration("keysRefreshMinutes"));
        } catch (IllegalArgumentException e) {
            return Map.of();
        }
    }

    private static Map<String, String> look(IssuerSettings settings, Access access, Duration refresh) {
        List<RemoteSource> places = settings.sources().remotes();
        KeyReading all = KeyReading.none();
        for (RemoteSource source : places) {
            try {
                all = all.and(fetched(source, access, settings));
            } catch (NoAnswer e) {
                return Map.of("setting", source.property(), "problem", String.valueOf(e.getMessage()));
            }
        }
        return places.isEmpty()
                ? Map.of()
                : Map.of(
                        "algorithms",
                        algorithms(all.keys()),
                        "keys",
                        String.valueOf(all.keys().size()),
                        "refreshMinutes",
                        String.valueOf(refresh.toMinutes()));
    }

    private static KeyReading fetched(RemoteSource source, Access access, IssuerSettings settings) throws NoAnswer {
        KeySet keys = KeySet.fetch(source.place(), access);
        try {
            return source.read(keys.text(), settings.algorithms());
        } catch (IllegalArgumentException e) {
            throw new NoAnswer(KeyPlace.shown(keys.from()) + ": " + e.getMessage());
        }
    }

    private static String algorithms(List<IssuerKey> keys) {
        Set<Algorithm> algorithms = EnumSet.noneOf(Algorithm.class);
        keys.forEach(key -> algorithms.addAll(key.algorithms()));
        return Algorithm.names(algorithms, ", ");
    }
}
