/** Tickets: short secrets that stand for what a longer one was granted. Only digests are kept, in memory and by the shared state (docs/adr/0075). */
@Export
@NullMarked
@Version("0.1.0")
package io.stagedoor.core.ticket;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
