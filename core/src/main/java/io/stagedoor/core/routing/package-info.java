/** Finds the authenticators of an application and asks them. Knows no server. */
@Export
@Version("0.1.0")
package io.stagedoor.core.routing;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
