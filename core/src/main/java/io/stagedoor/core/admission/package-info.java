/**
 * Admission: the one sequence in which a client is judged, from what is in force to the audit log, the session and the later confirmation.
 *
 * <p>A new front end begins here: it calls {@link io.stagedoor.core.admission.Admissions} and implements the interfaces of {@link
 * io.stagedoor.core.client}. The steps have rooms of their own: {@link io.stagedoor.core.question} asks the authenticator, {@link
 * io.stagedoor.core.start} is what must hold before a session starts, {@link io.stagedoor.core.refresh} prolongs it, and {@link
 * io.stagedoor.core.ending} ends it early.
 */
@Export
@Version("0.1.0")
@NullMarked
package io.stagedoor.core.admission;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
