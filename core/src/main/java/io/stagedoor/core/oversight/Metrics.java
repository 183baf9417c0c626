package io.stagedoor.core.oversight;

import io.stagedoor.auth.Protocol;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.meter.Measures;
import io.stagedoor.core.meter.Metric;
import io.stagedoor.core.meter.Sample;
import io.stagedoor.core.revocation.Revocations;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.shared.SharedState;
import io.stagedoor.core.ticket.Tickets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The metrics of the core and of its authenticators. What is counted is in {@code meter}; what is as it is now is here. No label has a subject, a token, an address, a room or a
 * stream. Thread-safe.
 */
@Component(service = Metrics.class)
public final class Metrics {

    private final Admissions admissions;
    private final Router router;
    private final Audit audit;
    private final Revocations revocations;
    private final Tickets tickets;
    private final Measures measures = new Measures();
    private volatile @Nullable SharedState store;

    /** Of the parts of the core. */
    @Activate
    public Metrics(
            @Reference Admissions admissions,
            @Reference Router router,
            @Reference Audit audit,
            @Reference Revocations revocations,
            @Reference Tickets tickets) {
        this.admissions = admissions;
        this.router = router;
        this.audit = audit;
        this.revocations = revocations;
        this.tickets = tickets;
    }

    /** The store that is used. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public synchronized void bindStore(SharedState next) {
        store = next;
    }

    /** Another one may be there already. */
    public synchronized void unbindStore(SharedState gone) {
        if (store == gone) {
            store = null;
        }
    }

    /**
     * All of this moment. Waits half a second at most for authenticators that do not answer.
     *
     * @param state of the same moment
     */
    public List<Metric> of(State state) {
        List<Metric> metrics = new ArrayList<>(audit.meters().metrics());
        metrics.add(clients(state));
        metrics.add(Metric.gauge(
                "stagedoor_clients_held",
                "Clients that wait for an authenticator that is being replaced.",
                state.held()));
        metrics.add(Metric.counter(
                "stagedoor_holds_total",
                "Clients that waited for an authenticator that was being replaced, by what came of it.",
                List.of("outcome"),
                List.of(
                        Sample.of(List.of("answered"), admissions.holdsAnswered()),
                        Sample.of(List.of("timed_out"), admissions.holdsTimedOut()))));
        metrics.add(Metric.gauge(
                "stagedoor_configuration_generation",
                "Number of the configuration in force; each change counts one more.",
                state.generation()));
        metrics.add(Metric.gauge(
                "stagedoor_configuration_last_good",
                "1 while the configuration of the application has an error, and the last good one is in force.",
                List.of("application"),
                state.applications().keySet().stream()
                        .map(name -> Sample.of(List.of(name), state.lastGood().contains(name) ? 1 : 0))
                        .toList()));
        metrics.add(Metric.gauge(
                "stagedoor_audit_queue_lines", "Lines of the audit log that wait to be written.", audit.waiting()));
        metrics.add(Metric.counter(
                "stagedoor_audit_lost_lines_total",
                "Lines that the audit log lacks, because the disk took none or not fast enough.",
                List.of(),
                List.of(Sample.of(List.of(), state.lostLines()))));
        metrics.add(Metric.counter(
                "stagedoor_audit_output_lost_lines_total",
                "Lines that an output of the audit log lacks, because it took none or not fast enough.",
                List.of("output"),
                audit.outputs().states().stream()
                        .map(one -> Sample.of(List.of(one.name()), one.loss().lines()))
                        .toList()));
        metrics.add(shadows());
        metrics.add(Metric.gauge(
                "stagedoor_revocations", "Revocations that are kept, by what they name.", List.of("kind"), revoked()));
        metrics.add(Metric.gauge("stagedoor_tickets", "Tickets that are kept.", tickets.size()));
        SharedState kept = store;
        metrics.add(Metric.gauge(
                "stagedoor_store_writable",
                "1 while revocations, tickets and used tokens can be kept.",
                kept != null && kept.problem().isEmpty() ? 1 : 0));
        metrics.add(Metric.gauge(
                "stagedoor_store_shared",
                "1 while revocations, tickets and used tokens are kept where other servers know of them.",
                kept != null && kept.isShared() ? 1 : 0));
        metrics.add(Metric.counter(
                "stagedoor_store_losses_total",
                "How often the shared store is known to have lost what it had.",
                List.of(),
                List.of(Sample.of(List.of(), kept == null ? 0 : kept.losses()))));
        metrics.addAll(measures.metrics(router.measures()));
        return metrics;
    }

    private Metric shadows() {
        return Metric.counter(
                "stagedoor_shadow_total",
                "Decisions about which a shadow was to be asked, by what came of it.",
                List.of("application", "outcome"),
                admissions.shadows().all().stream()
                        .flatMap(one -> Stream.of(
                                Sample.of(List.of(one.application(), "agree"), one.agree()),
                                Sample.of(List.of(one.application(), "would_refuse"), one.wouldRefuse()),
                                Sample.of(List.of(one.application(), "would_allow"), one.wouldAllow()),
                                Sample.of(List.of(one.application(), "undecided"), one.undecided()),
                                Sample.of(List.of(one.application(), "dropped"), one.dropped())))
                        .toList());
    }

    private static Metric clients(State state) {
        Map<String, Long> clients = new TreeMap<>(state.clients());
        Arrays.stream(Protocol.values()).forEach(protocol -> clients.putIfAbsent(protocol.name(), 0L));
        return Metric.gauge(
                "stagedoor_clients",
                "Clients that are in.",
                List.of("protocol"),
                clients.entrySet().stream()
                        .map(one -> Sample.of(List.of(one.getKey()), one.getValue()))
                        .toList());
    }

    private List<Sample> revoked() {
        return new TreeMap<>(revocations.counts())
                .entrySet().stream()
                        .map(one -> Sample.of(List.of(one.getKey()), one.getValue()))
                        .toList();
    }
}
