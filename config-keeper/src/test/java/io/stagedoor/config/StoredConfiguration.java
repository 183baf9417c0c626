package io.stagedoor.config;

import io.stagedoor.core.Fakes;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.osgi.service.cm.Configuration;

/**
 * A configuration as Apache Felix Config Admin keeps it: on disk and in memory, and no update is one step. Others can be let in
 * between the steps.
 */
final class StoredConfiguration {

    static final String PID = "stagedoor.application~live";

    private static final Runnable NOBODY = () -> {};

    private final Map<String, Object> automatic =
            Map.of("service.pid", PID, "service.factoryPid", "stagedoor.application");
    private volatile Dictionary<String, Object> stored;
    private volatile Dictionary<String, Object> inMemory;
    private volatile long changeCount = 1;
    private volatile Runnable beforeUpdate = NOBODY;
    private volatile Runnable betweenSteps = NOBODY;
    private volatile Runnable listener = NOBODY;
    volatile boolean deleted;

    final Configuration configuration = Fakes.fake(
            Configuration.class,
            Map.<String, Function<Object[], Object>>of(
                    "getPid", none -> PID,
                    "getFactoryPid", none -> "stagedoor.application",
                    "getProperties", none -> properties(),
                    "getChangeCount", none -> changeCount,
                    "getAttributes", none -> Set.of(),
                    "removeAttributes", none -> store(),
                    "update", this::updated));

    StoredConfiguration(Map<String, Object> properties) {
        stored = new Hashtable<>(properties);
        inMemory = stored;
    }

    /** Called after each update, on its thread. */
    void listen(Runnable listener) {
        this.listener = listener;
    }

    /** Whoever does it next is held up right before. */
    void beforeUpdate(Runnable others) {
        beforeUpdate = others;
    }

    /** Whoever does it next is held up when it has read, and not changed yet. */
    void betweenSteps(Runnable others) {
        betweenSteps = others;
    }

    Map<String, Object> values() {
        return Values.of(inMemory);
    }

    Map<String, Object> storedValues() {
        return Values.of(stored);
    }

    long changeCount() {
        return changeCount;
    }

    void update(Map<String, Object> properties) {
        updated(new Object[] {new Hashtable<>(properties)});
    }

    private Dictionary<String, Object> properties() {
        check();
        Map<String, Object> all = new HashMap<>(automatic);
        Collections.list(inMemory.keys()).forEach(key -> all.put(key, inMemory.get(key)));
        return new Hashtable<>(all);
    }

    private Object updated(Object[] arguments) {
        check();
        Runnable others = beforeUpdate;
        beforeUpdate = NOBODY;
        others.run();
        long before = changeCount;
        if (arguments.length == 0) {
            Dictionary<String, Object> loaded = stored;
            between();
            configure(loaded, before);
        } else {
            stored = dictionary(arguments[0]);
            between();
            configure(stored, before);
            listener.run();
        }
        return null;
    }

    private Object store() {
        Dictionary<String, Object> read = inMemory;
        between();
        stored = read;
        return null;
    }

    private void between() {
        Runnable others = betweenSteps;
        betweenSteps = NOBODY;
        others.run();
    }

    /** Two that begin at the same time count as one. */
    private void configure(Dictionary<String, Object> properties, long before) {
        inMemory = properties;
        changeCount = before + 1;
    }

    private void check() {
        if (deleted) {
            throw new IllegalStateException("deleted");
        }
    }

    @SuppressWarnings("unchecked")
    private static Dictionary<String, Object> dictionary(Object argument) {
        return (Dictionary<String, Object>) argument;
    }
}
