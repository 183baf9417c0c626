package io.stagedoor.red5.hook;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The current declarations of web applications, which they make by their beans. The plugin registers it as a service
 * for bundles. Thread-safe; no method blocks.
 *
 * <p>Clients of an application with a declaration are refused until a bundle reports that it is {@linkplain #inForce in force}.
 */
@ProviderType
public interface Declarations {

    /** Key, of a text: what tells this declaration from every other one; that of a reloaded application is another one. */
    String ID = "id";

    /** Key, of a text: the name of the application's scope, or {@code *} for what holds for all applications. */
    String APPLICATION = "application";

    /** Key, of a text: the folder of the web application; missing if it has none. */
    String FOLDER = "folder";

    /**
     * One entry for each application that declares something; texts, numbers, booleans, maps of texts, and {@link Declaration#CHECK}. Unmodifiable, and the same
     * list as long as nothing changes.
     *
     * <p>The predicate is given {@code username} and {@code password}, {@code token} if there is one, {@code parameters} (a map of texts), and
     * {@code connectionId}; it runs the application's own code, which may take time and throw anything.
     */
    List<Map<String, Object>> all();

    /**
     * Reports that declarations are in force, or that configuration replaces them: their clients may connect.
     *
     * @param ids of declarations; others than those that are known are passed over
     */
    void inForce(Set<String> ids);
}
