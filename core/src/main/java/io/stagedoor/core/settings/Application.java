package io.stagedoor.core.settings;

import io.stagedoor.auth.support.property.Properties;
import io.stagedoor.auth.support.text.Redacted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@code stagedoor.application} configuration. If it has an error, the last good one stays in force; without one,
 * all clients are refused.
 */
@Component(
        service = Application.class,
        configurationPid = ApplicationSettings.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ApplicationConfig.class, factory = true)
public final class Application {

    private static final Logger LOG = LoggerFactory.getLogger(Application.class);

    /**
     * What is known of the configuration.
     *
     * @param where the file or PID, for logs
     * @param settings {@code null} until there was a good one
     * @param problem {@code null} for none
     * @param unused what is set to no effect, in words
     * @param isFixed whether the configuration before this one had a problem
     */
    private record State(
            String where,
            String name,
            @Nullable ApplicationSettings settings,
            @Nullable String problem,
            List<String> unused,
            boolean isFixed) {}

    private final String pid;
    private volatile State state;
    private volatile @Nullable State told;

    /** Reads the first configuration. */
    @Activate
    public Application(Map<String, Object> properties) {
        pid = String.valueOf(properties.get("service.pid"));
        state = read(properties, null);
    }

    /** Reads a changed configuration. */
    @Modified
    public void modified(Map<String, Object> properties) {
        state = read(properties, state);
    }

    private static State read(Map<String, Object> properties, @Nullable State last) {
        Properties values = new Properties(ApplicationConfig.class, properties);
        String where = values.where(ApplicationSettings.PID);
        try {
            ApplicationSettings settings = ApplicationSettings.of(values);
            return new State(
                    where,
                    settings.application(),
                    settings,
                    null,
                    WithoutEffect.of(values),
                    last != null && last.problem() != null);
        } catch (IllegalArgumentException e) {
            String problem = where + ": " + Redacted.message(e);
            ApplicationSettings good = last == null ? null : last.settings();
            return new State(
                    where, good == null ? nameOf(values) : good.application(), good, problem, List.of(), false);
        }
    }

    /**
     * Says in the log what has been read, once.
     *
     * @param decides whether this configuration is in force for its application: of several, one is
     */
    public void tell(boolean decides) {
        State now = state;
        if (now == told || !decides && now.problem() == null) {
            return;
        }
        told = now;
        ApplicationSettings settings = now.settings();
        if (now.problem() != null) {
            LOG.error("{}. {}", now.problem(), consequence(now, decides));
        } else if (settings != null) {
            String applied = now.isFixed() ? "fixed and applied" : "applied";
            LOG.info("{}: {} to application '{}'{}.", now.where(), applied, now.name(), deciders(settings));
            warnOfOpen(settings, now.where());
            now.unused().forEach(text -> LOG.warn("{}: {}.", now.where(), text));
        }
    }

    /** Which authenticators decide: in the order in which they are asked, with the protocols where these differ. */
    private static String deciders(ApplicationSettings settings) {
        if (!settings.active()) {
            return "";
        }
        Map<List<String>, List<String>> protocols = new LinkedHashMap<>();
        new TreeMap<>(settings.deciders().authenticators())
                .forEach((protocol, names) -> protocols
                        .computeIfAbsent(names, unused -> new ArrayList<>())
                        .add(protocol.name()));
        return protocols.entrySet().stream()
                .map(one -> named(one.getKey())
                        + (protocols.size() == 1 ? "" : " for " + String.join(", ", one.getValue())))
                .collect(Collectors.joining("; ", "; clients are judged by ", ""));
    }

    private static String named(List<String> names) {
        return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", then "));
    }

    private static String consequence(State state, boolean decides) {
        if (state.settings() != null) {
            return "The last good configuration stays in force.";
        }
        return state.name().isEmpty() || !decides
                ? "Nothing is configured by it until it is fixed."
                : "Every client of '" + state.name() + "' is refused until it is fixed.";
    }

    private static void warnOfOpen(ApplicationSettings settings, String where) {
        if (!settings.active()) {
            LOG.warn(
                    "{}: active=false: every client of '{}' is admitted without a check.",
                    where,
                    settings.application());
            return;
        }
        settings.deciders().off().stream()
                .sorted()
                .forEach(protocol -> LOG.warn(
                        "{}: {}=false: every {} client of '{}' is admitted without a check.",
                        where,
                        protocol.name().toLowerCase(Locale.ROOT),
                        protocol,
                        settings.application()));
        if (settings.insiders().allowRestreamers()) {
            LOG.warn(
                    "{}: allowRestreamers=true: restreamers of this server publish in '{}' without a check.",
                    where,
                    settings.application());
        }
    }

    private static String nameOf(Properties values) {
        try {
            return values.text(ApplicationSettings.APPLICATION);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** The file or PID of the configuration, for logs. */
    public String where() {
        return state.where();
    }

    /** The PID of the configuration. */
    public String pid() {
        return pid;
    }

    /** The name of the application that is configured; empty if it could not be read. */
    public String name() {
        return state.name();
    }

    /** What is in force; empty while there was no good configuration yet. */
    public Optional<ApplicationSettings> settings() {
        return Optional.ofNullable(state.settings());
    }

    /** What is wrong with the configuration as it is now. */
    public Optional<String> problem() {
        return Optional.ofNullable(state.problem());
    }
}
