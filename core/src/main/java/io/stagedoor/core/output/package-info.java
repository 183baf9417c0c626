/**
 * Where the audit log goes beside its files: a syslog server, and the standard output of the process. Each output has a bounded queue and a thread of its own;
 * neither a decision nor a file waits for it (docs/adr/0081).
 *
 * <p>The package has more than twelve types because the settings, the queue, the form of a message and three ways to send it are small parts that only {@link
 * io.stagedoor.core.output.AuditOutputs} uses.
 */
@NullMarked
package io.stagedoor.core.output;

import org.jspecify.annotations.NullMarked;
