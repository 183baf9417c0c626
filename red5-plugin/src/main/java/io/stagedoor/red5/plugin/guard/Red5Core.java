package io.stagedoor.red5.plugin.guard;

import org.springframework.context.ApplicationContext;

/** The context in which Red5 keeps its transports and makes its connections. */
final class Red5Core {

    private static final String NAME = "red5.core";

    private Red5Core() {}

    /**
     * Finds the context.
     *
     * @param context the one that Red5 gives its plugins; the answer, if it knows of no other
     */
    static ApplicationContext of(ApplicationContext context) {
        return context.containsBean(NAME) ? context.getBean(NAME, ApplicationContext.class) : context;
    }
}
