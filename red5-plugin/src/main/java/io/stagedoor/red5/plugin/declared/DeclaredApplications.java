package io.stagedoor.red5.plugin.declared;

import io.stagedoor.host.log.StagedoorLog;
import io.stagedoor.red5.hook.Declaration;
import io.stagedoor.red5.hook.Declarations;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.red5.server.api.IConnection;
import org.red5.server.api.IServer;
import org.red5.server.api.plugin.IRed5Plugin;
import org.red5.server.api.scope.IGlobalScope;
import org.red5.server.api.scope.IScope;
import org.red5.server.plugin.PluginRegistry;
import org.slf4j.Logger;
import org.springframework.context.ApplicationContext;

/**
 * The declarations that applications make by their beans. Any client can create objects of the beans' classes and
 * fill them, so the plugin ignores beans that register themselves. The plugin looks into the contexts of applications that Red5 has registered, when Spring
 * says that they are ready, and reads each bean once.
 */
public final class DeclaredApplications implements Declarations {

    private static final Logger LOG = StagedoorLog.logger(DeclaredApplications.class);
    private static final int ID_LENGTH = 12;

    private final IServer server;
    private final Attempts attempts = new Attempts();
    private final Set<String> inForce = ConcurrentHashMap.newKeySet();
    private final ReentrantLock changing = new ReentrantLock();

    /** What each context that is ready declares; one that does not say it properly has an entry without content. */
    private volatile Map<ApplicationContext, List<Entry>> contexts = Map.of();

    private volatile @Nullable Entry ofServer;
    private volatile List<Map<String, Object>> all = List.of();

    /** @param content {@code null} for what cannot be used */
    private record Entry(String id, @Nullable Map<String, Object> content) {}

    private DeclaredApplications(IServer server) {
        this.server = server;
    }

    /** Of the applications of a server; nothing is known yet. */
    public static DeclaredApplications of(IServer server) {
        return new DeclaredApplications(server);
    }

    /** Follows the contexts whose parents these are. */
    public void follow(ApplicationContext... parents) {
        ContextEvents.follow(this, parents);
    }

    /** A connect is being judged. */
    public void begin(IConnection connection, Object @Nullable [] arguments) {
        attempts.begin(connection, arguments);
    }

    /** It has been. */
    public void end(IConnection connection) {
        attempts.end(connection);
    }

    @Override
    public List<Map<String, Object>> all() {
        return all;
    }

    @Override
    public void inForce(Set<String> ids) {
        for (Map<String, Object> declared : all) {
            Object id = declared.get(ID);
            if (ids.contains(id) && inForce.add((String) id)) {
                LOG.info("Beans of '{}' applied.", declared.get(APPLICATION));
            }
        }
    }

    /** Whether an application declares what is not in force yet, or cannot be. */
    public boolean isPending(IScope application) {
        ApplicationContext context = application.getContext() == null
                ? null
                : application.getContext().getApplicationContext();
        if (context == null) {
            return false;
        }
        List<Entry> entries = contexts.get(context);
        return entries == null
                ? declaresSomething(context)
                : entries.stream().anyMatch(entry -> !inForce.contains(entry.id()));
    }

    private static boolean declaresSomething(ApplicationContext context) {
        try {
            return context.getBeanNamesForType(Declaration.class, false, false).length > 0;
        } catch (RuntimeException e) { // a context that is just coming or going
            LOG.debug("Cannot read the beans of {}.", context.getDisplayName(), e);
            return true;
        }
    }

    /** As {@link #isPending(IScope)}, of the application with this name; one that is not there is not. */
    public boolean isPending(String application) {
        for (Iterator<IGlobalScope> globals = server.getGlobalScopes(); globals.hasNext(); ) {
            IScope scope = globals.next().getScope(application);
            if (scope != null && isPending(scope)) {
                return true;
            }
        }
        return false;
    }

    /** The context is ready: its beans are read, once. */
    void ready(ApplicationContext context) {
        List<Entry> entries = read(context);
        change(() -> {
            if (ofServer == null) {
                ofServer = readServer();
            }
            put(context, entries);
        });
    }

    /** The context is being closed: what it declared is no more. */
    void gone(ApplicationContext context) {
        if (contexts.containsKey(context)) {
            change(() -> put(context, null));
        }
    }

    private void change(Runnable change) {
        changing.lock();
        try {
            change.run();
            List<Map<String, Object>> now = usable();
            inForce.retainAll(now.stream().map(content -> content.get(ID)).toList());
            if (!now.equals(all)) {
                all = now;
            }
        } finally {
            changing.unlock();
        }
    }

    /** Nothing, as long as what holds for all cannot be read: an application could be less closed than it should be. */
    private List<Map<String, Object>> usable() {
        if (ofServer != null && ofServer.content() == null) {
            return List.of();
        }
        return Stream.concat(
                        Stream.ofNullable(ofServer), contexts.values().stream().flatMap(List::stream))
                .map(Entry::content)
                .filter(Objects::nonNull)
                .toList();
    }

    @SuppressWarnings("IdentityHashMapUsage") // a copy of one, in a field that readers see as a map
    private void put(ApplicationContext context, @Nullable List<Entry> entries) {
        Map<ApplicationContext, List<Entry>> next = new IdentityHashMap<>(contexts);
        if (entries == null) {
            next.remove(context);
        } else {
            next.put(context, entries);
        }
        contexts = Collections.unmodifiableMap(next);
    }

    private List<Entry> read(ApplicationContext context) {
        Map<String, Declaration> beans = context.getBeansOfType(Declaration.class, false, false);
        if (beans.isEmpty()) {
            return List.of();
        }
        if (beans.size() > 1) {
            LOG.error(
                    "{} has more than one bean for authentication, {}: all its clients are refused. Remove all but one.",
                    context.getDisplayName(),
                    beans.keySet());
            return List.of(unusable());
        }
        List<IScope> scopes = context.getBeansOfType(IScope.class, false, false).values().stream()
                .filter(this::isRegistered)
                .toList();
        if (scopes.isEmpty()) {
            LOG.warn(
                    "{} has a bean for authentication, but no scope that Red5 knows: all its clients are refused. Add its scope to red5-web.xml.",
                    context.getDisplayName());
            return List.of(unusable());
        }
        Declaration bean = beans.values().iterator().next();
        return scopes.stream().map(scope -> entry(bean, place(scope, context))).toList();
    }

    private boolean isRegistered(IScope scope) {
        for (Iterator<IGlobalScope> globals = server.getGlobalScopes(); globals.hasNext(); ) {
            if (globals.next().getScope(scope.getName()) == scope) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, String> place(IScope scope, ApplicationContext context) {
        Map<String, String> place = new HashMap<>();
        place.put(APPLICATION, scope.getName());
        try {
            place.put(FOLDER, context.getResource("/").getFile().toString());
        } catch (IOException e) {
            LOG.debug("The application '{}' has no folder.", scope.getName());
        }
        return place;
    }

    private @Nullable Entry readServer() {
        IRed5Plugin plugin = PluginRegistry.getPlugin(Declaration.SERVER);
        return plugin instanceof Declaration declaration ? entry(declaration, Map.of(APPLICATION, "*")) : null;
    }

    private static String newId() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, ID_LENGTH);
    }

    private static Entry unusable() {
        return new Entry(newId(), null);
    }

    private Entry entry(Declaration bean, Map<String, String> place) {
        try {
            String id = newId();
            Map<String, Object> content = new HashMap<>(attempts.introduce(bean.declared()));
            content.putAll(place);
            content.put(ID, id);
            return new Entry(id, Map.copyOf(content));
        } catch (RuntimeException | LinkageError e) {
            // Not the exception itself: what is in its message may be a secret.
            LOG.error(
                    "Cannot read the beans of '{}': {}. All its clients are refused.",
                    place.get(APPLICATION),
                    e.getClass().getName());
            return unusable();
        }
    }
}
