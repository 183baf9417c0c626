package io.stagedoor.core.routing;

import io.stagedoor.auth.Protocol;
import io.stagedoor.core.settings.ApplicationSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings and authenticators in force for one application.
 *
 * @param settings empty where a configuration is there but cannot be understood, and never could: everyone is refused
 * @param chains for each protocol the authenticators in the order in which they are asked
 * @param generation counts the changes of the table that this is of
 * @param where the file or PID of the configuration, for logs
 */
public record Route(
        Optional<ApplicationSettings> settings, Map<Protocol, List<Link>> chains, long generation, String where) {

    /**
     * One authenticator of a chain.
     *
     * @param name the name in the configuration
     * @param bound empty if no service has this name now
     * @param gone the last service of this name that went; empty if there never was one, or is one
     */
    record Link(String name, Optional<Bound> bound, Optional<Gone> gone) {}

    /** Whether it is of exactly these settings: of others that say the same it may not be. */
    boolean isOf(Optional<ApplicationSettings> others) {
        return settings.isPresent() && others.isPresent() && settings.get() == others.get();
    }

    /** Whether others are asked beside those who decide about clients of a protocol, only to compare. */
    public boolean isShadowed(Protocol protocol) {
        return settings.isPresent() && settings.get().deciders().isShadowed(protocol);
    }

    /** This route as it would be if those that are asked beside decided: for every protocol about which anybody is asked. */
    public Route asShadow() {
        List<Link> links = shadows().stream()
                .map(name -> new Link(name, Optional.empty(), Optional.empty()))
                .toList();
        Map<Protocol, List<Link>> all = new EnumMap<>(Protocol.class);
        for (Protocol protocol : Protocol.values()) {
            all.put(protocol, links);
        }
        return new Route(settings, all, generation, where);
    }

    /** The names of those that are asked beside; empty for none. */
    public List<String> shadows() {
        return settings.map(in -> in.deciders().shadows()).orElse(List.of());
    }

    /** Whether a service was there until a moment ago: clients wait for its successor. */
    boolean isWithinGrace(Link link) {
        return link.gone()
                .filter(gone -> !gone.isRemoved())
                .map(gone -> until(gone) - System.nanoTime() > 0)
                .orElse(false);
    }

    /** Until when clients wait for the successor of a service, by {@link System#nanoTime}. */
    long until(Gone gone) {
        Duration grace = settings.map(one -> one.timing().swapGrace()).orElse(Duration.ZERO);
        return gone.at() + grace.toNanos();
    }

    /** The authenticators for a protocol. */
    List<Link> chain(Protocol protocol) {
        return chains.getOrDefault(protocol, List.of());
    }

    /** The names of the authenticators for a protocol, in the order in which they are asked. */
    public List<String> names(Protocol protocol) {
        return chain(protocol).stream().map(Link::name).toList();
    }

    /**
     * The parameters of clients, besides their credentials, that decisions depend on.
     *
     * @return their names; empty if decisions may depend on any
     */
    public Optional<Set<String>> parameters(Protocol protocol) {
        Set<String> names = new HashSet<>();
        for (Link link : chain(protocol)) {
            Optional<Set<String>> own = link.bound().flatMap(Bound::parameters);
            if (own.isEmpty()) {
                return Optional.empty();
            }
            names.addAll(own.get());
        }
        return Optional.of(names);
    }

    /** Authenticators that are never asked, because one before them decides about the same kind of credentials: a sentence for each. */
    Set<String> neverAsked() {
        Set<String> sentences = new LinkedHashSet<>();
        if (settings.map(ApplicationSettings::active).orElse(false)) {
            chains.values().forEach(chain -> addNeverAsked(chain, sentences));
        }
        return sentences;
    }

    private void addNeverAsked(List<Link> chain, Set<String> sentences) {
        Map<String, String> first = new HashMap<>();
        for (Link link : chain) {
            String credentials = link.bound().map(Bound::credentials).orElse("");
            String before = credentials.isEmpty() ? null : first.putIfAbsent(credentials, link.name());
            if (before != null) {
                sentences.add(where + ": authenticator: '" + link.name() + "' is never asked, because '" + before
                        + "' before it decides about every client with a " + credentials
                        + "; make one of the two, or remove one");
            }
        }
    }

    /** The names of the authenticators that are asked, of all protocols; none if nobody is asked. */
    List<String> deciders() {
        return settings.filter(ApplicationSettings::active).stream()
                .map(one -> one.deciders().authenticators())
                .flatMap(chains -> Arrays.stream(Protocol.values())
                        .flatMap(protocol -> chains.getOrDefault(protocol, List.of()).stream()))
                .distinct()
                .toList();
    }

    /** The link of a name in the chain for a protocol, if it is in there. */
    Optional<Link> link(Protocol protocol, String name) {
        return chain(protocol).stream().filter(link -> link.name().equals(name)).findFirst();
    }
}
