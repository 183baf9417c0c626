package io.stagedoor.core.oversight;

import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.routing.Basis;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.session.Sessions;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Ids of the configurations of authenticators: whoever knows one knows nothing of what is configured. This core knows the ids that it has told, the last
 * thousand of them. Thread-safe.
 */
final class BasisIds {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int ID = 32;
    private static final int MOST = 1000;

    private final Router router;
    private final Admissions admissions;
    private final SecretKeySpec key = key();

    /** By id, the configuration; under the monitor. */
    private final Map<String, Told> told = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Told> eldest) {
            return size() > MOST;
        }
    };

    /**
     * A configuration of an authenticator.
     *
     * @param text what tells it from another
     */
    record Told(String authenticator, String text) {

        /** Shows nothing by which a secret could be found. */
        @Override
        public String toString() {
            return "Told[" + authenticator + "]";
        }
    }

    BasisIds(Router router, Admissions admissions) {
        this.router = router;
        this.admissions = admissions;
    }

    private static SecretKeySpec key() {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new SecretKeySpec(bytes, ALGORITHM);
    }

    private String id(String authenticator, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of()
                    .formatHex(mac.doFinal((authenticator + "\n" + text).getBytes(StandardCharsets.UTF_8)))
                    .substring(0, ID);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** By the name of each authenticator, the id of the configuration that is in force. */
    Map<String, String> now() {
        Map<String, String> ids = new TreeMap<>();
        router.configured().forEach((name, text) -> ids.put(name, tell(name, text)));
        return ids;
    }

    private synchronized String tell(String authenticator, String text) {
        String id = id(authenticator, text);
        told.put(id, new Told(authenticator, text));
        return id;
    }

    synchronized Optional<Told> find(String id) {
        return Optional.ofNullable(told.get(id));
    }

    /** Whether an authenticator is configured so. */
    boolean isInForce(Told basis) {
        return basis.text().equals(router.configured().get(basis.authenticator()));
    }

    /** The texts of this configuration, and of all others that clients of the authenticator rest on, but the one that is in force. */
    Set<String> upTo(Told basis) {
        admissions.meetAll();
        Set<String> texts = new TreeSet<>(Set.of(basis.text()));
        synchronized (this) {
            told.values().stream()
                    .filter(other -> other.authenticator().equals(basis.authenticator()))
                    .map(Told::text)
                    .forEach(texts::add);
        }
        Sessions sessions = admissions.sessions();
        sessions.applications().stream()
                .flatMap(application -> sessions.in(application).stream())
                .filter(group -> group.authenticator().equals(basis.authenticator()))
                .flatMap(group -> Basis.configured(group.basis(), group.authenticator()).stream())
                .forEach(texts::add);
        Optional.ofNullable(router.configured().get(basis.authenticator())).ifPresent(texts::remove);
        return texts;
    }
}
