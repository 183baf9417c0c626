/**
 * Admission: the one sequence in which a client is judged, from what is in force to the audit log, the session and the later confirmation.
 *
 * <p>A new front end begins here: it calls {@link io.stagedoor.core.admission.Admissions} and implements {@link
 * io.stagedoor.core.admission.Client}, {@link io.stagedoor.core.admission.Connected} and {@link io.stagedoor.core.admission.Holder}. A new way
 * of ending sessions begins here, too: {@link io.stagedoor.core.admission.Rechecks} is one, {@link io.stagedoor.core.admission.EndReason} has
 * the reasons.
 *
 * <p>The package has more than twelve types because each step of the sequence is a small class that front ends do not see.
 */
@Export
@Version("0.1.0")
@NullMarked
package io.stagedoor.core.admission;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
