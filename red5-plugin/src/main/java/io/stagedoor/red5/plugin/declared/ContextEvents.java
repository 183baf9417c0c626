package io.stagedoor.red5.plugin.declared;

import io.stagedoor.host.log.StagedoorLog;
import org.slf4j.Logger;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;

/** Listens to Spring for contexts that are ready or being closed; a parent context gets the events of its children. */
final class ContextEvents implements ApplicationListener<ApplicationContextEvent> {

    private static final Logger LOG = StagedoorLog.logger(ContextEvents.class);

    private final DeclaredApplications applications;

    private ContextEvents(DeclaredApplications applications) {
        this.applications = applications;
    }

    static void follow(DeclaredApplications applications, ApplicationContext... parents) {
        ContextEvents events = new ContextEvents(applications);
        for (ApplicationContext parent : parents) {
            if (parent instanceof ConfigurableApplicationContext configurable) {
                configurable.addApplicationListener(events);
            }
        }
    }

    /** Never throws: the application would not start, or not stop. */
    @Override
    public void onApplicationEvent(ApplicationContextEvent event) {
        ApplicationContext context = event.getApplicationContext();
        try {
            if (event instanceof ContextRefreshedEvent) {
                applications.ready(context);
            } else if (event instanceof ContextClosedEvent) {
                applications.gone(context);
            }
        } catch (RuntimeException | LinkageError e) {
            LOG.error(
                    "Cannot read the beans of {}: {}. If it has beans of Stagedoor, its clients are refused.",
                    context.getDisplayName(),
                    e.getClass().getName());
        }
    }
}
