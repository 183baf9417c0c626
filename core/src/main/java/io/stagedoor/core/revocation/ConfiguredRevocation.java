package io.stagedoor.core.revocation;

import io.stagedoor.auth.support.property.Properties;
import io.stagedoor.auth.support.text.Redacted;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@code stagedoor.revocation} configuration: whom it names is out as long as it is there. If it has an error, the last good one stays in force, and
 * the status of the server says so. Thread-safe.
 */
@Component(
        service = ConfiguredRevocation.class,
        configurationPid = ConfiguredRevocation.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = RevocationConfig.class, factory = true)
public final class ConfiguredRevocation {

    static final String PID = "stagedoor.revocation";

    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredRevocation.class);
    private static final String ALL = "all";
    private static final int MOST = 10_000;

    private volatile List<Revocation> revocations = List.of();
    private volatile String where = PID;
    private volatile @Nullable String problem;

    /** Reads the first configuration. */
    @Activate
    public ConfiguredRevocation(Map<String, Object> properties) {
        read(properties, false);
    }

    /** Reads a changed configuration. */
    @Modified
    void modified(Map<String, Object> properties) {
        read(properties, true);
    }

    private void read(Map<String, Object> properties, boolean again) {
        Properties values = new Properties(RevocationConfig.class, properties);
        where = values.where(PID);
        try {
            revocations = read(values);
            problem = null;
            LOG.info("{}: applied; it revokes {}.", where, revocations.size());
            Instant until = revocations.get(0).until();
            if (until.isBefore(Instant.now())) {
                LOG.warn(
                        "{}: until: {} is past, so it revokes nobody; write a later time, or remove the file.",
                        where,
                        until);
            }
        } catch (IllegalArgumentException e) {
            String consequence = again
                    ? "The last good configuration stays in force."
                    : "It revokes nobody until it is fixed, unless a server that already runs has a good version of it.";
            String said = where + ": " + Redacted.message(e) + ". " + consequence;
            problem = said;
            LOG.error(said);
        }
    }

    /** What is in force. */
    List<Revocation> revocations() {
        return revocations;
    }

    /** The file, as operators know it, or the PID of a configuration without one. */
    String where() {
        return where;
    }

    /** What is wrong with the configuration as it is now. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private static List<Revocation> read(Properties values) {
        values.requireKnown();
        Optional<Instant> issuedBefore = issuedBefore(values);
        Instant until = time(values, "until").orElse(Revocation.FOREVER);
        String issuer = values.text("iss");
        List<Revocation> all = new ArrayList<>();
        add(all, values, "jti", Revocation::token);
        if (issuedBefore.isPresent() && !all.isEmpty()) {
            throw new IllegalArgumentException(
                    "jti: has no issuedBefore, because there is one token of an id; write it into a file of its own");
        }
        add(all, values, "kid", kid -> timed(Revocation.key(kid), issuedBefore));
        add(all, values, "sid", sid -> timed(Revocation.session(sid), issuedBefore));
        add(all, values, "sub", sub -> subject("sub", sub, issuedBefore));
        if (!issuer.isEmpty()) {
            if (all.isEmpty()) {
                throw new IllegalArgumentException("iss: is set, and none of jti, kid, sid, sub is; set one of them");
            }
            all.replaceAll(one -> one.by(issuer));
        }
        add(all, values, "user", user -> subject("user", user, issuedBefore).by(""));
        add(all, values, "stream", ConfiguredRevocation::stream);
        if (all.isEmpty()) {
            throw new IllegalArgumentException(
                    "names nobody; set one of jti, kid, sid, sub, user, stream, or remove the file");
        }
        if (all.size() > MOST) {
            throw new IllegalArgumentException(
                    "names " + all.size() + ", which is more than " + MOST + "; use 'stagedoor revoke' for so many");
        }
        all.replaceAll(one -> one.until(until));
        return List.copyOf(all);
    }

    private static void add(List<Revocation> all, Properties values, String key, Function<String, Revocation> make) {
        values.list(key, ',').forEach(value -> all.add(make.apply(value)));
    }

    private static Optional<Instant> issuedBefore(Properties values) {
        return values.text("issuedBefore").equalsIgnoreCase(ALL)
                ? Optional.of(Revocation.ALL)
                : time(values, "issuedBefore");
    }

    private static Revocation timed(Revocation revocation, Optional<Instant> issuedBefore) {
        return issuedBefore.map(revocation::issuedBefore).orElse(revocation);
    }

    private static Revocation subject(String key, String name, Optional<Instant> issuedBefore) {
        return Revocation.subject(
                name,
                issuedBefore.orElseThrow(() -> new IllegalArgumentException("issuedBefore: is missing, and " + key
                        + " needs it; set it to the time of now, such as 2026-11-29T21:00:00Z, or to all")));
    }

    private static Revocation stream(String path) {
        return Revocation.streamOf(path)
                .orElseThrow(() -> new IllegalArgumentException(
                        "stream: is not application/name or application/room/name; correct it"));
    }

    private static Optional<Instant> time(Properties values, String key) {
        String text = values.text(key);
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeException e) { // its text repeats the value
            throw new IllegalArgumentException(key + ": is no time; write it like 2026-11-29T21:00:00Z");
        }
    }
}
