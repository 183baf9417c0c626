package io.stagedoor.red5.plugin.web;

import java.util.EnumSet;
import java.util.Set;
import javax.servlet.DispatcherType;
import javax.servlet.FilterRegistration;
import javax.servlet.ServletContainerInitializer;
import javax.servlet.ServletContext;

/**
 * Puts a {@link JavaxFilter} in front of every web application of a servlet container of the {@code javax} API, and another behind the
 * application's own filters.
 */
public final class JavaxInitializer implements ServletContainerInitializer {

    private static final String NAME = "stagedoor";
    private static final String BEHIND = "stagedoor-behind";

    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) {
        Door door = new Door();
        add(context, NAME, door::enter, false);
        add(context, BEHIND, door::leave, true);
    }

    private static void add(ServletContext context, String name, Door.Side side, boolean last) {
        FilterRegistration.Dynamic filter = context.addFilter(name, new JavaxFilter(side));
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), last, "/*");
    }
}
