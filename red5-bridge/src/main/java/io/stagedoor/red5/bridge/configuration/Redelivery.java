package io.stagedoor.red5.bridge.configuration;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.Configuration.ConfigurationAttribute;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a configuration delivered once more, whatever it is by then: nothing is written that was read before, because an update in
 * between would be lost. Config Admin reads again what it has stored, which only an update changes; who updates meanwhile has it read
 * once more, on the own thread, before going on. For several threads.
 */
@Component(service = Redelivery.class)
public final class Redelivery {

    private static final Logger LOG = LoggerFactory.getLogger(Redelivery.class);
    private static final String OURS = "stagedoor.";
    private static final long KEEP_SECONDS = 2;

    /** What is not an update, and is told as if it were one. */
    private static final class Again extends ConfigurationEvent {
        Again(ServiceReference<ConfigurationAdmin> reference, String factoryPid, String pid) {
            super(reference, CM_UPDATED, factoryPid, pid);
        }
    }

    private final BundleContext context;
    /** Listeners may do anything: they are told on a thread that holds no lock. */
    private final Executor teller;
    /** Nothing is called with it that calls back. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Set<String> again = ConcurrentHashMap.newKeySet();
    private final Set<String> revived = ConcurrentHashMap.newKeySet();

    /** For all that configure. */
    @Activate
    public Redelivery(BundleContext context) {
        this(context, teller());
    }

    Redelivery(BundleContext context, Executor teller) {
        this.context = context;
        this.teller = teller;
    }

    /** A thread that ends by itself when there is nothing to tell. */
    private static Executor teller() {
        ThreadPoolExecutor teller = new ThreadPoolExecutor(
                1,
                1,
                KEEP_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread thread = new Thread(task, "stagedoor-redelivery");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        teller.allowCoreThreadTimeOut(true);
        return teller;
    }

    /** Delivers what is configured. */
    public void again(Configuration configuration) throws IOException {
        lock.lock();
        try {
            again.add(configuration.getPid());
            configuration.update();
        } finally {
            lock.unlock();
        }
        tell(configuration);
    }

    /** Makes a configuration of what Config Admin has in memory only, and delivers it. */
    void revive(Configuration configuration) throws IOException {
        lock.lock();
        try {
            revived.add(configuration.getPid());
            store(configuration);
        } finally {
            lock.unlock();
        }
        tell(configuration);
    }

    /** Somebody has just updated a configuration. To be called on that one's thread. */
    void updated(Configuration configuration) throws IOException {
        String pid = configuration.getPid();
        lock.lock();
        try {
            if (revived.remove(pid)) {
                store(configuration);
            } else if (pid.startsWith(OURS) || again.contains(pid)) {
                configuration.update();
            }
        } finally {
            lock.unlock();
        }
    }

    /** An attribute that is set as it is has Config Admin store what it has in memory. */
    private static void store(Configuration configuration) throws IOException {
        if (configuration.getAttributes().contains(ConfigurationAttribute.READ_ONLY)) {
            configuration.addAttributes(ConfigurationAttribute.READ_ONLY);
        } else {
            configuration.removeAttributes(ConfigurationAttribute.READ_ONLY);
        }
    }

    /** Whether it was told from here. */
    static boolean isAgain(ConfigurationEvent event) {
        return event instanceof Again;
    }

    /** Config Admin tells nobody of what is no update. */
    private void tell(Configuration configuration) {
        String factoryPid = configuration.getFactoryPid();
        String pid = configuration.getPid();
        teller.execute(() -> {
            try {
                ServiceReference<ConfigurationAdmin> admin = context.getServiceReference(ConfigurationAdmin.class);
                if (admin != null) {
                    tell(new Again(admin, factoryPid, pid));
                }
            } catch (IllegalStateException | InvalidSyntaxException e) {
                LOG.debug("The bridge is going.", e);
            }
        });
    }

    private void tell(ConfigurationEvent event) throws InvalidSyntaxException {
        Set<ServiceReference<? extends ConfigurationListener>> listeners = new LinkedHashSet<>();
        listeners.addAll(context.getServiceReferences(SynchronousConfigurationListener.class, null));
        listeners.addAll(context.getServiceReferences(ConfigurationListener.class, null));
        for (ServiceReference<? extends ConfigurationListener> reference : listeners) {
            ConfigurationListener listener = context.getService(reference);
            if (listener != null) {
                try {
                    listener.configurationEvent(event);
                } catch (RuntimeException | LinkageError e) { // its text may show a value
                    LOG.warn(
                            "A listener of {} failed at {}: {}.",
                            reference.getBundle(),
                            event.getPid(),
                            e.getClass().getName());
                } finally {
                    context.ungetService(reference);
                }
            }
        }
    }

    /** Tells nobody any more. */
    @Deactivate
    void close() {
        if (teller instanceof ThreadPoolExecutor pool) {
            pool.shutdownNow();
        }
    }
}
