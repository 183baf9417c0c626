package io.stagedoor.red5.plugin.web;

import java.util.EnumSet;
import java.util.Set;
import javax.servlet.DispatcherType;
import javax.servlet.FilterRegistration;
import javax.servlet.ServletContainerInitializer;
import javax.servlet.ServletContext;

/** Puts {@link JavaxFilter} in front of every web application of a servlet container of the {@code javax} API. */
public final class JavaxInitializer implements ServletContainerInitializer {

    private static final String NAME = "stagedoor";

    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) {
        FilterRegistration.Dynamic filter = context.addFilter(NAME, new JavaxFilter(new Door()));
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    }
}
