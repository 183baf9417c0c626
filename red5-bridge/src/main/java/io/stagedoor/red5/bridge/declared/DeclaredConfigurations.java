package io.stagedoor.red5.bridge.declared;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.support.file.ConfFolder;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.admission.CoreState;
import io.stagedoor.red5.hook.Declarations;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes configurations of what web applications declare by their beans, and takes them away when the application goes. What somebody
 * changes of them by Config Admin stays. An application that has another configuration keeps that one alone: it is the
 * operator's.
 */
public final class DeclaredConfigurations {

    private static final Logger LOG = LoggerFactory.getLogger(DeclaredConfigurations.class);
    /** How often nothing is looked at when nothing was declared anew: an operator's file may come or go. */
    private static final int IDLE_LOOKS = 5;

    private final ConfigurationAdmin configurations;
    private final CoreState core;
    private final @Nullable Declarations declarations;
    private final BundleContext context;
    private final Path home;
    private final ConfFolder folder;

    private final ReentrantLock looking = new ReentrantLock();

    /** What each declaration has become, by its id; without a translation it cannot be understood. */
    private final Map<String, State> states = new HashMap<>();

    private @Nullable List<Map<String, Object>> seen;
    private int idle;
    private boolean closed;

    /**
     * @param declarations {@code null} in a framework without Red5
     * @param home the folder of Red5
     */
    public DeclaredConfigurations(
            ConfigurationAdmin configurations,
            CoreState core,
            @Nullable Declarations declarations,
            BundleContext context,
            Path home) {
        this.configurations = configurations;
        this.core = core;
        this.declarations = declarations;
        this.context = context;
        this.home = home;
        this.folder = new ConfFolder(Path.of(context.getProperty("stagedoor.home"), "conf"));
    }

    /** Looks once, and does what has to be done. The first time, it also removes what was left by a server that was killed. */
    public void look() throws IOException, InvalidSyntaxException {
        looking.lock();
        try {
            if (!closed) {
                lookAtAll();
            }
        } finally {
            looking.unlock();
        }
    }

    /** Whether nothing decides any more that a web application declared which is gone: until then nobody is to be judged. */
    public boolean isSettled() {
        looking.lock();
        try {
            List<Map<String, Object>> now = seen;
            return now != null
                    && core.configurations().stream()
                            .map(Made::declarationOf)
                            .allMatch(id -> id == null || idsOf(now).contains(id));
        } finally {
            looking.unlock();
        }
    }

    private static Set<String> idsOf(List<Map<String, Object>> declared) {
        return declared.stream().map(one -> (String) one.get(Declarations.ID)).collect(Collectors.toSet());
    }

    private void lookAtAll() throws IOException, InvalidSyntaxException {
        List<Map<String, Object>> all = declarations == null ? List.of() : declarations.all();
        boolean waiting = states.values().stream().anyMatch(State::isWaiting);
        if (all == seen && !waiting && ++idle < IDLE_LOOKS) {
            return;
        }
        idle = 0;
        Set<String> ids = idsOf(all);
        forget(ids);
        Existing existing = Existing.in(configurations, ids, folder);
        ServerDefaults defaults = defaults(all);
        for (Map<String, Object> declared : all) {
            make(declared, defaults, existing);
        }
        tell(existing.operators());
        seen = all;
    }

    private static ServerDefaults defaults(List<Map<String, Object>> all) {
        for (Map<String, Object> one : all) {
            if (one.get("defaults") instanceof Map<?, ?> file) {
                return ServerDefaults.of(file);
            }
        }
        return ServerDefaults.NONE;
    }

    /** Withdraws the validators of applications that have gone. */
    private void forget(Set<String> ids) {
        states.entrySet().removeIf(entry -> {
            boolean gone = !ids.contains(entry.getKey());
            if (gone) {
                entry.getValue().withdraw();
            }
            return gone;
        });
    }

    private void make(Map<String, Object> declared, ServerDefaults defaults, Existing existing) throws IOException {
        String id = (String) declared.get(Declarations.ID);
        String application = (String) declared.get(Declarations.APPLICATION);
        boolean isNew = !states.containsKey(id);
        State state = states.computeIfAbsent(id, key -> new State(translate(declared, defaults)));
        Translation translation = state.translation;
        if (translation == null) {
            return;
        }
        if (isNew) {
            translation.remarks().forEach(remark -> LOG.warn("red5-web.xml of '{}': {}.", application, remark));
        }
        if (!state.authenticatorsMade) {
            makeAuthenticators(state, translation, existing.made());
            state.authenticatorsMade = true;
        }
        makeApplication(
                state,
                translation,
                existing.made().get(translation.application().pid()),
                existing.operators().get(application),
                isNew);
    }

    /**
     * @param existing what was made of it; {@code null} for nothing
     * @param operators the PID of the operator's configuration; {@code null} for none
     */
    private void makeApplication(
            State state,
            Translation translation,
            @Nullable Configuration existing,
            @Nullable String operators,
            boolean isNew)
            throws IOException {
        if (operators == null) {
            if (existing == null && !state.applicationMade) {
                create(translation.application());
            }
            state.applicationMade = true;
            return;
        }
        if (existing != null) {
            existing.delete();
        }
        if (existing != null || isNew) {
            LOG.warn(
                    "red5-web.xml of '{}': not applied: {} configures this application.",
                    translation.application().properties().get("application"),
                    folder.shown(operators));
        }
        state.applicationMade = false;
    }

    private void makeAuthenticators(State state, Translation translation, Map<String, Configuration> made)
            throws IOException {
        for (Made authenticator : translation.authenticators()) {
            if (!made.containsKey(authenticator.pid())) {
                create(authenticator);
            }
        }
        Translation.Validator validator = translation.validator();
        if (validator != null && state.validator == null) {
            Dictionary<String, Object> properties = new Hashtable<>();
            properties.put(Authenticator.NAME, validator.name());
            properties.put(Authenticator.LOCAL, false);
            state.validator = context.registerService(
                    Authenticator.class, new ValidatorAuthenticator(validator.name(), validator.check()), properties);
        }
    }

    private void create(Made made) throws IOException {
        configurations.getFactoryConfiguration(made.factory(), made.name(), "?").update(made.dictionary());
    }

    /** @return {@code null} for what is not to be made, or cannot be understood */
    private @Nullable Translation translate(Map<String, Object> declared, ServerDefaults defaults) {
        if (declared.get("defaults") != null) {
            defaults.remarks().forEach(remark -> LOG.warn("{}: {}.", ServerDefaults.FILE, remark));
            if (!defaults.active()) {
                return null;
            }
        }
        try {
            return Translation.of(declared, defaults, home);
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "red5-web.xml of '{}': {}. All its clients are refused.",
                    declared.get(Declarations.APPLICATION),
                    Redacted.message(e));
            return null;
        }
    }

    /** Tells the plugin what is in force: as it was declared, or as an operator says instead. */
    private void tell(Map<String, String> operators) {
        Set<String> deciding = core.configurations();
        Set<String> inForce = new HashSet<>();
        states.forEach((id, state) -> {
            Translation translation = state.translation;
            if (translation != null && state.isWaiting()) {
                Made application = translation.application();
                String pid = operators.getOrDefault(application.properties().get("application"), application.pid());
                state.inForce = deciding.contains(pid);
                if (state.inForce) {
                    inForce.add(id);
                }
            }
        });
        if (declarations != null && !inForce.isEmpty()) {
            declarations.inForce(inForce);
        }
    }

    /** Withdraws the validators: their applications' code is not to be held by a bundle that is gone. */
    public void close() {
        looking.lock();
        try {
            closed = true;
            forget(Set.of());
        } finally {
            looking.unlock();
        }
    }
}
