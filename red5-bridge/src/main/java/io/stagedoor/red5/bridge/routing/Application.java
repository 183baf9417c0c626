package io.stagedoor.red5.bridge.routing;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@code stagedoor.application} configuration. One that cannot be understood leaves the last good one in force; where there
 * is none yet, everyone is refused.
 */
@Component(
        service = Application.class,
        configurationPid = ApplicationSettings.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ApplicationConfig.class, factory = true)
public final class Application {

    private static final Logger LOG = LoggerFactory.getLogger(Application.class);

    private static final Set<String> KNOWN = Set.of(
            "application",
            "active",
            "authenticator",
            "authenticator.rtmp",
            "authenticator.rtsp",
            "authenticator.rtc",
            "authenticator.srt",
            "authenticator.mpegts",
            "authenticator.http",
            "authenticator.ws",
            "rtmp",
            "rtsp",
            "rtc",
            "srt",
            "mpegts",
            "mpegtsSources",
            "allowRestreamers",
            "rtmpAllowQueryParamsEnabled",
            "rtmpDecodeArguments",
            "streamNameAuth",
            "provisionalSeconds",
            "maxProvisional",
            "rtmpAuthRoomScopeEnabled",
            "rtmpAuthRoomScopeName",
            "allowedRtmpAgents",
            "publishModes",
            "remoteMethods",
            "http",
            "ws",
            "httpPublicPaths",
            "whipPaths",
            "whepPaths",
            "playPaths",
            "corsAllowedOrigins",
            "wsAllowedOrigins",
            "httpSessionIdleSeconds",
            "httpSessionSeconds",
            "httpMaxSessions",
            "decisionTimeoutMillis",
            "swapGraceMillis",
            "maxHeld",
            "onChange");

    /** What is known of the configuration; {@code settings} is null until there was a good one. */
    private record State(String name, ApplicationSettings settings, String problem) {}

    private final String pid;
    private volatile State state;

    /** Reads the first configuration. */
    @Activate
    public Application(Map<String, Object> properties) {
        pid = String.valueOf(properties.get("service.pid"));
        state = read(properties, null);
    }

    /** Reads a changed configuration. */
    @Modified
    void modified(Map<String, Object> properties) {
        state = read(properties, state);
    }

    private static State read(Map<String, Object> properties, State last) {
        String where = where(properties);
        Properties values = new Properties(properties);
        try {
            ApplicationSettings settings = ApplicationSettings.of(values);
            warnOfUnknown(properties, where);
            LOG.info("{}: in force for the application '{}'.", where, settings.application());
            warnOfOpen(settings, where);
            return new State(settings.application(), settings, null);
        } catch (IllegalArgumentException e) {
            String problem = where + ": " + e.getMessage();
            ApplicationSettings good = last == null ? null : last.settings();
            LOG.error(
                    "{}. {}",
                    problem,
                    good == null ? "Everyone is refused." : "The last good configuration stays in force.");
            return new State(good == null ? nameOf(values) : good.application(), good, problem);
        }
    }

    private static void warnOfOpen(ApplicationSettings settings, String where) {
        if (!settings.active()) {
            LOG.warn("{}: active=false, every client of '{}' is let in.", where, settings.application());
            return;
        }
        settings.off().stream()
                .sorted()
                .forEach(protocol -> LOG.warn(
                        "{}: {}=false, every {} client of '{}' is let in.",
                        where,
                        protocol.name().toLowerCase(Locale.ROOT),
                        protocol,
                        settings.application()));
        if (settings.allowRestreamers()) {
            LOG.warn(
                    "{}: allowRestreamers=true, restreamers of this server publish in '{}' without proof.",
                    where,
                    settings.application());
        }
    }

    private static String nameOf(Properties values) {
        try {
            return values.text("application", "");
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String where(Map<String, Object> properties) {
        Object file = properties.get("felix.fileinstall.filename");
        Object shown = file == null ? properties.get("service.pid") : file;
        String text = String.valueOf(shown);
        return text.substring(text.lastIndexOf('/') + 1);
    }

    private static void warnOfUnknown(Map<String, Object> properties, String where) {
        Set<String> unknown = new TreeSet<>(properties.keySet());
        unknown.removeAll(KNOWN);
        unknown.removeIf(key -> key.startsWith("service.")
                || key.startsWith("component.")
                || key.startsWith("felix.fileinstall.")
                || key.startsWith("osgi.ds.")
                || key.startsWith("."));
        if (!unknown.isEmpty()) {
            LOG.warn("{}: {} not known, ignored.", where, unknown);
        }
    }

    /** The PID of the configuration. */
    String pid() {
        return pid;
    }

    /** The name of the application that is configured; empty if it could not be read. */
    String name() {
        return state.name();
    }

    /** What is in force; empty while there was no good configuration yet. */
    Optional<ApplicationSettings> settings() {
        return Optional.ofNullable(state.settings());
    }

    /** What is wrong with the configuration as it is now. */
    Optional<String> problem() {
        return Optional.ofNullable(state.problem());
    }
}
