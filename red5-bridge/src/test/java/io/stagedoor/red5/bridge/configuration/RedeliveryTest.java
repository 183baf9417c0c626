package io.stagedoor.red5.bridge.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.red5.bridge.Fakes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.cm.SynchronousConfigurationListener;

class RedeliveryTest {

    private static final Map<String, Object> FIRST = Map.of("authenticator", "first");
    private static final Map<String, Object> OTHER = Map.of("authenticator", "other");
    private static final Map<String, Object> LAST = Map.of("authenticator", "last");

    private final ExecutorService others = Executors.newSingleThreadExecutor();
    private Future<?> update;
    private final List<ConfigurationEvent> told = new ArrayList<>();
    private final List<ConfigurationEvent> toldAtOnce = new ArrayList<>();
    private final ConfigurationListener fails = event -> {
        throw new IllegalStateException("a listener's own affair");
    };
    private final ConfigurationListener listener = told::add;
    private final SynchronousConfigurationListener atOnce = toldAtOnce::add;
    private final StoredConfiguration live = new StoredConfiguration(FIRST);
    private final Redelivery redelivery = new Redelivery(context(), Runnable::run);

    private BundleContext context() {
        Map<Object, Object> services = Map.of(
                fake(), fails,
                fake(), listener,
                fake(), atOnce);
        ServiceReference<?> admin = fake();
        return Fakes.fake(
                BundleContext.class,
                Map.<String, Function<Object[], Object>>of(
                        "getServiceReference", type -> type[0] == ConfigurationAdmin.class ? admin : null,
                        "getServiceReferences",
                                type -> services.keySet().stream()
                                        .filter(each -> services.get(each) instanceof SynchronousConfigurationListener
                                                == (type[0] == SynchronousConfigurationListener.class))
                                        .toList(),
                        "getService", reference -> services.get(reference[0])));
    }

    private static ServiceReference<?> fake() {
        return Fakes.fake(ServiceReference.class, Map.of());
    }

    @BeforeEach
    void is_told_of_updates() {
        live.listen(() -> {
            try {
                redelivery.updated(live.configuration);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @AfterEach
    void ends() {
        others.shutdownNow();
    }

    @Test
    void tells_all_listeners_of_the_same_once_more() throws Exception {
        redelivery.again(live.configuration);
        assertThat(live.values()).isEqualTo(FIRST);
        assertThat(live.changeCount()).isEqualTo(2);
        assertThat(told).hasSize(1);
        assertThat(toldAtOnce).isEqualTo(told);
        ConfigurationEvent event = told.get(0);
        assertThat(event.getType()).isEqualTo(ConfigurationEvent.CM_UPDATED);
        assertThat(event.getPid()).isEqualTo(StoredConfiguration.PID);
        assertThat(event.getFactoryPid()).isEqualTo("stagedoor.application");
        assertThat(Redelivery.isAgain(event)).isTrue();
    }

    @Test
    void an_update_right_before_is_what_is_delivered() throws Exception {
        live.beforeUpdate(() -> live.update(OTHER));
        redelivery.again(live.configuration);
        assertThat(live.values()).isEqualTo(OTHER);
    }

    @Test
    void an_update_in_the_middle_stays() throws Exception {
        live.betweenSteps(() -> updatedByAnother(OTHER));
        redelivery.again(live.configuration);
        settled();
        assertThat(live.values()).isEqualTo(OTHER);
        assertThat(live.storedValues()).isEqualTo(OTHER);
    }

    @Test
    void an_update_around_it_stays() throws Exception {
        live.betweenSteps(() -> {
            try {
                redelivery.again(live.configuration);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        live.update(OTHER);
        assertThat(live.values()).isEqualTo(OTHER);
        assertThat(live.storedValues()).isEqualTo(OTHER);
    }

    @Test
    void after_two_updates_at_once_what_is_in_force_is_what_is_stored() {
        live.betweenSteps(() -> live.update(LAST));
        live.update(OTHER);
        assertThat(live.values()).isEqualTo(LAST);
        assertThat(live.storedValues()).isEqualTo(LAST);
    }

    @Test
    void what_is_in_memory_only_is_stored_and_an_update_in_the_middle_stays() throws Exception {
        live.betweenSteps(() -> updatedByAnother(OTHER));
        redelivery.revive(live.configuration);
        settled();
        assertThat(live.values()).isEqualTo(OTHER);
        assertThat(live.storedValues()).isEqualTo(OTHER);
        assertThat(told).hasSize(1);
    }

    @Test
    void what_is_deleted_stays_so() {
        live.deleted = true;
        assertThatThrownBy(() -> redelivery.again(live.configuration)).isInstanceOf(IllegalStateException.class);
        assertThat(told).isEmpty();
    }

    /** Returns when all is done but what waits for whoever is in the middle. */
    private void updatedByAnother(Map<String, Object> properties) {
        update = others.submit(() -> live.update(properties));
        Fakes.eventually(() -> live.values().equals(properties));
    }

    private void settled() {
        Fakes.eventually(update::isDone);
    }
}
