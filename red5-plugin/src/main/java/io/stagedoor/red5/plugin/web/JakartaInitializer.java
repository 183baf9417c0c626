package io.stagedoor.red5.plugin.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.Set;

/**
 * Puts a {@link JakartaFilter} in front of every web application of a servlet container of the {@code jakarta} API, and another behind the
 * application's own filters.
 */
public final class JakartaInitializer implements ServletContainerInitializer {

    private static final String NAME = "stagedoor";
    private static final String BEHIND = "stagedoor-behind";

    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) {
        Door door = new Door();
        add(context, NAME, door::enter, false);
        add(context, BEHIND, door::leave, true);
    }

    private static void add(ServletContext context, String name, Door.Side side, boolean last) {
        FilterRegistration.Dynamic filter = context.addFilter(name, new JakartaFilter(side));
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), last, "/*");
    }
}
