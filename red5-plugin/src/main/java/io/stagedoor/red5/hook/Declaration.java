package io.stagedoor.red5.hook;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A bean that says how the application of its Spring context is to be guarded. It only holds values: whoever makes an object of its class
 * changes nothing by that, nor by filling it. It counts when the plugin finds it in the context of an application that Red5
 * has registered, and is asked once, when that context is ready.
 */
@ConsumerType
public interface Declaration {

    /**
     * The name of the plugin in Red5's registry of plugins that says what holds for all applications; it has to implement this
     * interface.
     */
    String SERVER = "stagedoor-declaration";

    /** Key of a {@link java.util.function.Predicate} over a {@code Map<String, Object>}: a validator of the application's own. */
    String CHECK = "check";

    /** What is declared, as JDK types. Not {@code null}; may be kept. */
    Map<String, Object> declared();
}
