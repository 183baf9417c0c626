package io.stagedoor.core.output;

import io.stagedoor.auth.support.property.Properties;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.auth.support.tls.Tls;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditLine;
import io.stagedoor.core.audit.OutputState;
import io.stagedoor.core.audit.Outputs;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the lines of the audit log where {@code stagedoor.audit} says. A configuration with an error leaves the last good one in force; if there is none, lines
 * go to the files only. Thread-safe.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = AuditSettings.PID,
        configurationPolicy = ConfigurationPolicy.OPTIONAL)
@Designate(ocd = AuditConfig.class)
public final class AuditOutputs implements Outputs {

    private static final Logger LOG = LoggerFactory.getLogger(AuditOutputs.class);
    /** Framework property: {@code true} where configuration is checked, and there is no server. */
    private static final String CHECK = "stagedoor.check";

    private static final long LOOK_MILLIS = 250;
    private static final long FOLLOW_MILLIS = 1000;
    /** Lines that were lost are a problem for so long after the last one, as those of the files are. */
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final Audit audit;
    private final Sender.Times times;
    private final Clock clock;
    private final boolean sends;
    private final ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "stagedoor-audit-outputs");
        thread.setDaemon(true);
        return thread;
    });

    /** What is in force. For those who change it, one at a time. */
    private AuditSettings settings = new AuditSettings(Optional.empty(), false);

    private boolean configured;
    /** What was delivered last. */
    private Map<String, Object> given = Map.of();

    private volatile Senders senders = new Senders(Optional.empty(), Optional.empty());
    /** Those that hand over their last lines. */
    private volatile List<Sender> leaving = List.of();

    private volatile @Nullable String problem;

    /** Who sends. */
    private record Senders(Optional<Sender> syslog, Optional<Sender> stdout) {

        private List<Sender> all() {
            return Stream.of(syslog, stdout).flatMap(Optional::stream).toList();
        }
    }

    /** Begins to send. */
    @Activate
    public AuditOutputs(BundleContext context, Map<String, Object> properties, @Reference Audit audit) {
        this(!"true".equals(context.getProperty(CHECK)), properties, audit, Sender.Times.USUAL, Clock.systemUTC());
    }

    AuditOutputs(boolean sends, Map<String, Object> properties, Audit audit, Sender.Times times, Clock clock) {
        this.sends = sends;
        this.audit = audit;
        this.times = times;
        this.clock = clock;
        modified(properties);
        watch.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        watch.scheduleWithFixedDelay(this::follow, FOLLOW_MILLIS, FOLLOW_MILLIS, TimeUnit.MILLISECONDS);
        audit.attach(this);
    }

    /** Reads a changed configuration. */
    @Modified
    synchronized void modified(Map<String, Object> properties) {
        given = Map.copyOf(properties);
        read(true);
    }

    /**
     * Reads what is configured, and the files that it names.
     *
     * @param isNew whether the configuration has changed: it is said what becomes of it; of files only what is new
     */
    private void read(boolean isNew) {
        String where = AuditSettings.where(given);
        String before = problem;
        try {
            AuditSettings next = AuditSettings.of(given);
            boolean isSame = next.equals(settings);
            apply(next, given);
            settings = next;
            configured = true;
            problem = null;
            if (given.containsKey("service.pid") && (isNew || before != null || !isSame)) {
                LOG.info("{}: {}.", where, before == null ? "applied" : "fixed and applied");
            }
        } catch (IllegalArgumentException e) {
            String consequence = configured
                    ? "The last good configuration stays in force."
                    : "Lines go to the files of the audit log only, until it is fixed.";
            String said = where + ": " + Redacted.message(e) + ". " + consequence;
            problem = said;
            if (isNew || !said.equals(before)) {
                LOG.error(said);
            }
        }
    }

    /** Follows the files that the configuration names. */
    private synchronized void readFiles() {
        if (AuditSettings.namesFiles(given)) {
            read(false);
        }
    }

    private void apply(AuditSettings next, Map<String, Object> properties) {
        if (!sends) {
            return;
        }
        Senders before = senders;
        Optional<Sender> syslog = before.syslog();
        if (!next.syslog().equals(settings.syslog())) {
            next.syslog()
                    .map(AuditSettings.Syslog::target)
                    .filter(SyslogTarget::isReadable)
                    .ifPresent(target -> LOG.warn(
                            "syslog: {} is not encrypted: whoever is on the way reads who comes from where; use tls:// if the server can.",
                            target));
            Optional<Sink> sink = next.syslog().map(one -> sink(one, properties));
            if (syslog.isPresent() && sink.isPresent()) {
                syslog.get().change(sink.get());
            } else {
                syslog = sink.map(this::sender);
            }
        }
        Optional<Sender> stdout = before.stdout();
        if (next.stdout() != settings.stdout()) {
            stdout = next.stdout() ? Optional.of(sender(new StandardOutput())) : Optional.empty();
        }
        Senders after = new Senders(syslog, stdout);
        senders = after;
        dismiss(before.all().stream().filter(one -> !after.all().contains(one)).toList());
    }

    private Sender sender(Sink sink) {
        return new Sender(sink, times, System::nanoTime);
    }

    private static Sink sink(AuditSettings.Syslog syslog, Map<String, Object> properties) {
        return syslog.target().transport() == SyslogTarget.Transport.UDP
                ? new SyslogDatagrams(syslog.target(), () -> format(syslog))
                : new SyslogStream(
                        syslog, () -> Tls.of(new Properties(AuditConfig.class, properties)), () -> format(syslog));
    }

    /** The name of the machine may have to be looked up: by the thread that sends. */
    private static SyslogFormat format(AuditSettings.Syslog syslog) {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) { // its own name is not in its name service
            host = "";
        }
        return new SyslogFormat(
                syslog.facility(),
                host,
                syslog.appName(),
                ProcessHandle.current().pid());
    }

    private synchronized void dismiss(List<Sender> gone) {
        List<Sender> all =
                new ArrayList<>(leaving.stream().filter(Sender::isAlive).toList());
        gone.forEach(Sender::end);
        all.addAll(gone);
        leaving = List.copyOf(all);
    }

    private void look() {
        try {
            senders.all().forEach(Sender::look);
            leaving.forEach(Sender::look);
        } catch (RuntimeException | Error e) { // or nobody would look again
            LOG.error("Could not look after the outputs of the audit log.", Redacted.of(e));
        }
    }

    private void follow() {
        try {
            readFiles();
        } catch (RuntimeException | Error e) { // or nobody would look again
            LOG.error("Could not look after the files of the outputs of the audit log.", Redacted.of(e));
        }
    }

    @Override
    public void tell(AuditLine line) {
        Senders now = senders;
        if (now.syslog().isPresent()) {
            now.syslog().get().tell(line);
        }
        if (now.stdout().isPresent()) {
            now.stdout().get().tell(line);
        }
    }

    @Override
    public List<OutputState> states() {
        return senders.all().stream().map(Sender::state).toList();
    }

    @Override
    public List<String> problems() {
        List<String> problems =
                new ArrayList<>(Optional.ofNullable(problem).stream().toList());
        states().forEach(state -> problem(state).ifPresent(problems::add));
        return problems;
    }

    private Optional<String> problem(OutputState state) {
        String lost = state.loss()
                .last()
                .filter(last -> last.plus(REMEMBERED).isAfter(clock.instant()))
                .map(last -> state.loss().lines() + " audit line(s) are lost there since "
                        + shown(state.loss().first().orElse(last)) + ", the last at " + shown(last)
                        + "; the files in stagedoor/log have them")
                .orElse("");
        if (state.trouble().isEmpty() && lost.isEmpty()) {
            return Optional.empty();
        }
        String trouble = state.trouble()
                .map(why -> "audit lines cannot be sent: " + why + "; " + state.waiting() + " wait. ")
                .orElse("");
        return Optional.of(AuditSettings.PID + ": " + state.shown() + ": " + trouble
                + (lost.isEmpty() ? "Nothing is lost so far" : lost));
    }

    private static Instant shown(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    /** Hands over what waits, as far as that goes quickly, and stops. */
    @Deactivate
    void close() throws InterruptedException {
        audit.detach();
        List<Sender> last = senders.all();
        senders = new Senders(Optional.empty(), Optional.empty());
        dismiss(last);
        for (Sender sender : leaving) {
            sender.await();
        }
        watch.shutdownNow();
    }
}
