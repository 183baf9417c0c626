package io.stagedoor.auth.jwt.internal.issuer;

import io.stagedoor.auth.jwt.internal.remote.KeyPlace;
import io.stagedoor.auth.jwt.internal.remote.KeySet;
import io.stagedoor.auth.jwt.internal.source.KeyReading;
import io.stagedoor.auth.jwt.internal.source.KeySource;
import io.stagedoor.auth.jwt.internal.source.RemoteSource;
import io.stagedoor.auth.support.http.NoAnswer;
import io.stagedoor.auth.support.property.Properties;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An issuer that somebody tries before a server has it: judged by the rules and keys that a server would have. Immutable; thread-safe. */
public final class IssuerTrial {

    private final IssuerSettings settings;

    /**
     * The keys of this moment.
     *
     * @param addresses of the sets of keys that were fetched, without queries
     * @param reading which keys can be used, and why others cannot
     */
    public record Keys(List<String> addresses, KeyReading reading) {

        /** Copies what is given. */
        public Keys {
            addresses = List.copyOf(addresses);
        }
    }

    private IssuerTrial(IssuerSettings settings) {
        this.settings = settings;
    }

    /**
     * An issuer by what a file {@code stagedoor.issuer-NAME.cfg} would say.
     *
     * @throws IllegalArgumentException naming the property, what is wrong with it and what to do
     */
    public static IssuerTrial of(Map<String, String> properties) {
        return new IssuerTrial(IssuerSettings.of(new Properties(IssuerConfig.class, properties)));
    }

    /** The addresses that are asked first, without queries. */
    public List<String> firstAddresses() {
        return settings.sources().remotes().stream()
                .map(source -> KeyPlace.shown(source.place().first()))
                .toList();
    }

    /**
     * Reads the files of keys, and fetches those on the web. Blocks for some seconds at most.
     *
     * @throws NoAnswer saying why keys on the web cannot be had
     * @throws IllegalArgumentException naming the property, what is wrong and what to do
     */
    public Keys keys() throws NoAnswer {
        KeyReading reading = KeyReading.none();
        List<String> addresses = new ArrayList<>();
        for (KeySource file : settings.sources().files()) {
            reading = reading.and(file.read(settings.algorithms()));
        }
        for (RemoteSource remote : settings.sources().remotes()) {
            KeySet set = KeySet.fetch(remote.place(), settings.access());
            String address = KeyPlace.shown(set.from());
            addresses.add(address);
            try {
                reading = reading.and(remote.readAll(set.text(), settings.algorithms()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(address + ": " + e.getMessage(), e);
            }
        }
        return new Keys(addresses, reading);
    }

    /** What an authenticator judges by that names this issuer and no other. */
    public NamedIssuers judgedBy(Keys keys) {
        Issuer issuer = new Issuer(settings, keys.reading().keys(), List.of());
        return new NamedIssuers(List.of(issuer), List.of(), List.of(), true);
    }
}
