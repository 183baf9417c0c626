/**
 * Admission: the one sequence in which a client is judged, from what is in force to the audit log, the session and the later confirmation. Front
 * ends call {@link io.stagedoor.core.admission.Admissions} and implement {@link io.stagedoor.core.admission.Client}.
 *
 * <p>The package has more than twelve types because each step of the sequence is a small class that front ends do not see.
 */
@Export
@Version("0.1.0")
package io.stagedoor.core.admission;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
