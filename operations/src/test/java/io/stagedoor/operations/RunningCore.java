package io.stagedoor.operations;

import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.admission.CoreState;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.oversight.Metrics;
import io.stagedoor.core.oversight.Oversight;
import io.stagedoor.core.revocation.Memory;
import io.stagedoor.core.routing.Configured;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.ticket.Tickets;
import io.stagedoor.operations.health.Figures;
import java.nio.file.Path;
import java.time.Clock;

/** A core without clients and without a store, as the channel and the listener of metrics see one. */
final class RunningCore {

    final Routes routes = new Routes();
    final Audit audit;
    final Admissions admissions;
    final Oversight oversight;
    final Figures figures;

    /** @param home for its audit log */
    RunningCore(Path home) {
        audit = Audits.in(home);
        admissions = Admissions.withoutRevocations(routes.router, audit, Clock.systemUTC());
        oversight = new Oversight(admissions, new CoreState(routes.router, Configured.class.cast(null), audit), audit);
        figures = new Figures(
                oversight,
                new Metrics(
                        admissions,
                        routes.router,
                        audit,
                        new Memory().revocations(),
                        new Tickets(Clock.systemUTC(), System::nanoTime)),
                "1.2.3",
                0);
    }

    /** Writes what is left of its audit log. */
    void close() throws InterruptedException {
        Audits.close(audit);
    }
}
