package io.stagedoor.operations.felix;

import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The health checks of Stagedoor, each a service. */
final class HealthRegistrations implements AutoCloseable {

    private static final String TAG = "stagedoor";

    private final List<ServiceRegistration<HealthCheck>> services = new ArrayList<>();

    private HealthRegistrations() {}

    /** Registers them. */
    static HealthRegistrations of(BundleContext context, Supplier<Map<String, Object>> status) {
        HealthRegistrations registrations = new HealthRegistrations();
        for (Finding.Subject subject : Finding.Subject.values()) {
            Dictionary<String, Object> properties = new Hashtable<>();
            properties.put(HealthCheck.NAME, "Stagedoor " + subject.tag());
            properties.put(HealthCheck.TAGS, new String[] {TAG, TAG + "-" + subject.tag()});
            properties.put(HealthCheck.MBEAN_NAME, TAG + "-" + subject.tag());
            registrations.services.add(
                    context.registerService(HealthCheck.class, () -> result(subject.of(status.get())), properties));
        }
        return registrations;
    }

    private static Result result(List<Finding> findings) {
        FormattingResultLog log = new FormattingResultLog();
        for (Finding finding : findings) {
            switch (finding.level()) {
                case OK -> log.info("{}", finding.text());
                case WARN -> log.warn("{}", finding.text());
                case CRITICAL -> log.critical("{}", finding.text());
            }
        }
        return new Result(log);
    }

    @Override
    public void close() {
        services.forEach(ServiceRegistration::unregister);
        services.clear();
    }
}
