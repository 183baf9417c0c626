package io.stagedoor.red5.plugin;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives the thread its context class loader back after each test of this module: whoever calls Red5's {@code setConnectionLocal} gets the
 * scope's, which a stand-in does not have, and Surefire loads the next test class by it when several processes run the tests.
 */
public final class KeptContextClassLoader implements BeforeEachCallback, AfterEachCallback {

    private static final ExtensionContext.Namespace SPACE =
            ExtensionContext.Namespace.create(KeptContextClassLoader.class);

    @Override
    public void beforeEach(ExtensionContext test) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        test.getStore(SPACE).put(ClassLoader.class, loader);
    }

    @Override
    public void afterEach(ExtensionContext test) {
        Thread.currentThread().setContextClassLoader(test.getStore(SPACE).get(ClassLoader.class, ClassLoader.class));
    }
}
