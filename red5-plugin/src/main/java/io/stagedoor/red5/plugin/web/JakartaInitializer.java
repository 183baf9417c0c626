package io.stagedoor.red5.plugin.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.Set;

/** Puts {@link JakartaFilter} in front of every web application of a servlet container of the {@code jakarta} API. */
public final class JakartaInitializer implements ServletContainerInitializer {

    private static final String NAME = "stagedoor";

    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) {
        FilterRegistration.Dynamic filter = context.addFilter(NAME, new JakartaFilter(new Door()));
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    }
}
