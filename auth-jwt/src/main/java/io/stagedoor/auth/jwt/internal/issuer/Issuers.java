package io.stagedoor.auth.jwt.internal.issuer;

import io.stagedoor.auth.support.InForce;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Component;

/**
 * The issuers that are configured. Each issuer says when it is there and when it has changed; each authenticator asks for those that it
 * names. This bundle alone sees it. Thread-safe.
 */
@Component(service = Issuers.class)
public final class Issuers {

    /** The first of a name counts: it was there before. */
    private final List<Claim> claims = new ArrayList<>();

    private final List<Runnable> followers = new CopyOnWriteArrayList<>();

    /**
     * An issuer that has a name.
     *
     * @param where the file or PID of its configuration, for logs
     */
    private record Claim(String name, String where, InForce<Issuer> inForce) {

        /** Whether it is not about to fetch its first keys. */
        boolean isThere() {
            Issuer issuer = inForce.now().judge();
            return issuer == null || !issuer.isComing();
        }
    }

    /**
     * What is known of a name.
     *
     * @param issuer as it is now; empty if it cannot be used
     * @param problem what to say of it; empty if all is well
     * @param isTold whether the issuer itself has logged that problem
     */
    record Known(Optional<Issuer> issuer, Optional<String> problem, boolean isTold) {}

    /** An issuer takes a name, and gives up the one that it had. */
    void claim(String name, String where, InForce<Issuer> issuer) {
        synchronized (claims) {
            int before = indexOf(issuer);
            Claim claim = new Claim(name, where, issuer);
            if (before >= 0 && claims.get(before).name().equals(name)) {
                claims.set(before, claim);
            } else {
                claims.removeIf(one -> one.inForce() == issuer);
                claims.add(claim);
            }
        }
    }

    private int indexOf(InForce<Issuer> issuer) {
        for (int i = 0; i < claims.size(); i++) {
            if (claims.get(i).inForce() == issuer) {
                return i;
            }
        }
        return -1;
    }

    /** An issuer ends. */
    void release(InForce<Issuer> issuer) {
        synchronized (claims) {
            claims.removeIf(one -> one.inForce() == issuer);
        }
    }

    /** Says that an issuer is another than before. To be called without a lock. */
    void changed() {
        followers.forEach(Runnable::run);
    }

    /** Has somebody told of each change, on the thread that makes it. */
    public void follow(Runnable follower) {
        followers.add(follower);
    }

    /** Has somebody told no more. */
    public void forget(Runnable follower) {
        followers.remove(follower);
    }

    /** Whether somebody has each of these names, be it with a good configuration or not, and none of them is about to fetch its first keys. */
    public boolean has(List<String> names) {
        synchronized (claims) {
            return names.stream()
                    .allMatch(name ->
                            claims.stream().anyMatch(claim -> claim.name().equals(name) && claim.isThere()));
        }
    }

    /** The names that issuers have. */
    List<String> names() {
        synchronized (claims) {
            return claims.stream().map(Claim::name).distinct().toList();
        }
    }

    /** What is known of an issuer at this moment. */
    Known known(String name) {
        List<Claim> named;
        synchronized (claims) {
            named = claims.stream().filter(claim -> claim.name().equals(name)).toList();
        }
        if (named.isEmpty()) {
            return new Known(
                    Optional.empty(),
                    Optional.of("no issuer has the name '" + name + "'; write stagedoor/conf/stagedoor.issuer-" + name
                            + ".cfg, or remove it from issuers"),
                    false);
        }
        InForce.State<Issuer> now = named.get(0).inForce().now();
        String problem = now.problem();
        boolean isOnly = named.size() == 1;
        if (!isOnly) {
            problem = "issuer '" + name + "' is configured more than once: by "
                    + String.join(" and by ", named.stream().map(Claim::where).toList()) + "; "
                    + named.get(0).where() + " is in force; rename or remove the other";
        }
        return new Known(Optional.ofNullable(now.judge()), Optional.ofNullable(problem), isOnly);
    }
}
