/** What identity providers say of sessions that have ended there, and what becomes of it: a revocation (docs/adr/0070). */
@Export
@NullMarked
@Version("0.1.0")
package io.stagedoor.core.logout;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
