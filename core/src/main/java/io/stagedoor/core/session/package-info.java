/** What Stagedoor keeps of a client that was admitted, as types of the JDK. */
@Export
@Version("0.1.0")
@NullMarked
package io.stagedoor.core.session;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
