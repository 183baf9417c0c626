package io.stagedoor.core.audit;

import io.stagedoor.core.Fakes;
import java.nio.file.Path;
import java.util.Map;
import org.osgi.framework.BundleContext;

/** Audit logs for tests: who makes one closes it, or its threads and files stay open. */
public final class Audits {

    private Audits() {}

    /** One that writes below a folder. */
    public static Audit in(Path home) {
        return new Audit(Fakes.fake(BundleContext.class, Map.of("getProperty", one -> home.toString())));
    }

    /** As the framework closes it. */
    public static void close(Audit audit) throws InterruptedException {
        audit.close();
    }
}
