/** What servers know together, and what a server keeps over a restart. Knows nothing of what is kept. */
@Export
@NullMarked
@Version("0.1.0")
package io.stagedoor.core.shared;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
