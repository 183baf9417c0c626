/**
 * Writes decisions to the audit log and hands them to the EventAdmin.
 *
 * <p>The package has more than twelve types because a line, its queue, its writer and its summary are small parts that only {@link
 * io.stagedoor.core.audit.Audit} uses.
 */
@Export
@Version("0.1.0")
package io.stagedoor.core.audit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
