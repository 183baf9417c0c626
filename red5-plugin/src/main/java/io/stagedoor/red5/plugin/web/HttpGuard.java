package io.stagedoor.red5.plugin.web;

import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.hook.HttpRequest;
import org.jspecify.annotations.Nullable;

/** The plugin as the servlet filters see it. The servlet container makes them, and they find the plugin in Red5's registry. */
public interface HttpGuard {

    /** The name of the plugin in Red5's registry. */
    String NAME = "stagedoor";

    /**
     * What becomes of a request over HTTP.
     *
     * @param nobody the answer if nobody can be asked
     */
    HttpAnswer http(HttpRequest request, HttpAnswer nobody);

    /** Where the filters register what they have let through; {@code null} while nobody lets anything through. */
    @Nullable
    OpenTransmissions transmissions();
}
