/** Writes decisions to the audit log and hands them to the EventAdmin. */
@Export
@Version("0.1.0")
package io.stagedoor.core.audit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
