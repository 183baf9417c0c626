package io.stagedoor.core.admission;

import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.revocation.Revocations;
import io.stagedoor.core.routing.Configured;
import io.stagedoor.core.routing.Registered;
import io.stagedoor.core.routing.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the core knows of its configuration, for a front end that has to know when to let clients in, and what to report. Thread-safe. */
@Component(service = CoreState.class)
public final class CoreState {

    private final Router router;
    private final Configured configured;
    private final Audit audit;
    /** Empty where nobody is ever revoked. */
    private final Optional<Revocations> revocations;

    /** Of the parts of the core. */
    @Activate
    public CoreState(
            @Reference Router router,
            @Reference Configured configured,
            @Reference Audit audit,
            @Reference Revocations revocations) {
        this.router = router;
        this.configured = configured;
        this.audit = audit;
        this.revocations = Optional.of(revocations);
    }

    /** Where nobody is ever revoked: for tests of something else. */
    public CoreState(Router router, Configured configured, Audit audit) {
        this.router = router;
        this.configured = configured;
        this.audit = audit;
        this.revocations = Optional.empty();
    }

    /** Whether the keeper of the configuration has started since this bundle did: before, configuration may be in force whose file was removed. */
    public boolean isKept() {
        return configured.isKept();
    }

    /** Whether the keeper has started, and has said nothing for ten seconds: it is away. */
    public boolean isSilent() {
        return configured.isSilent();
    }

    /** Whether all files are in Config Admin, all applications are known, and it is known who is revoked. */
    public boolean isInForce() {
        return configured.isInForce() && revocations.map(this::areInForce).orElse(true);
    }

    private boolean areInForce(Revocations known) {
        return known.revoked().unknown().isEmpty() && known.configurations() >= configured.revocations();
    }

    /** How many configurations of applications are known. */
    public int applications() {
        return router.applications();
    }

    /** The names of the applications that are configured. */
    public Set<String> applicationNames() {
        return router.applicationNames();
    }

    /** By the name of each configured application, the file of its configuration. */
    public Map<String, String> applicationFiles() {
        return router.applicationFiles();
    }

    /**
     * By the name of each configured application, the authenticators that its configuration names, of all protocols, in the order in which they
     * are asked; none if nobody is asked, or if the configuration cannot be read.
     */
    public Map<String, List<String>> deciders() {
        return router.deciders();
    }

    /** The names that authenticators have. */
    public Set<String> authenticators() {
        return router.registered();
    }

    /** Every authenticator that is there. Asks each about its problem. */
    public List<Registered> registered() {
        return router.authenticators();
    }

    /** The configured applications that are judged by the last good version of their configuration. */
    public Set<String> lastGood() {
        return router.lastGood();
    }

    /** The number of the routing table of the moment: counts the changes. */
    public long generation() {
        return router.generation();
    }

    /** The PIDs of the configurations that decide, one for each application. */
    public Set<String> configurations() {
        return router.configurations();
    }

    /** The names of authenticators that configurations refer to and no service has. */
    public Set<String> unbound() {
        return router.unbound();
    }

    /** By name, why no service has a name that configurations refer to: without those that a service had and may have again. */
    public Map<String, String> misnamed() {
        return router.misnamed();
    }

    /** All that keeps configurations and authenticators from working as they should; each names the setting and what to do. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>(router.problems());
        revocations.ifPresent(known -> problems.addAll(known.problems()));
        problems.addAll(audit.outputs().problems());
        return problems;
    }

    /** Why every client is refused, whatever it shows: a sentence each; empty if that is not so. What everybody says who tells whether the server is ready. */
    public List<String> closed() {
        Optional<String> unknown = revocations.flatMap(known -> known.revoked().unknown());
        return unknown.map(why -> List.of("nobody is let in, because " + why)).orElseGet(router::closed);
    }

    /** How many lines the audit log lacks so far. */
    public long droppedLines() {
        return audit.dropped();
    }

    /** Counts in the server's log what was refused since the last time. By one thread. */
    public void summarise() {
        audit.summarise();
    }
}
