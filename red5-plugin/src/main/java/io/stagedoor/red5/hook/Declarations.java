package io.stagedoor.red5.hook;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What web applications declare by their beans at this moment. The plugin offers it to bundles as a service; thread-safe, and nothing
 * here waits.
 *
 * <p>Clients of an application that declares something are refused until a bundle says that it is {@linkplain #inForce in force}.
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
     * Says what is in force, as it was declared or as configuration says instead: clients may come.
     *
     * @param ids of declarations; others than those that are known are passed over
     */
    void inForce(Set<String> ids);
}
