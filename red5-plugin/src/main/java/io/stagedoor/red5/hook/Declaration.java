package io.stagedoor.red5.hook;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A bean with the authentication settings of the application of its Spring context. It only holds values: creating or
 * filling such an object has no effect. It takes effect when the plugin finds it in the context of an application
 * that Red5 has registered. The plugin reads it once, when that context is ready.
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

    /** The declared settings, as JDK types. Not {@code null}; the caller may keep them. */
    Map<String, Object> declared();
}
