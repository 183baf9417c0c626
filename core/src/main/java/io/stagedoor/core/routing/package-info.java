/**
 * Finds the authenticators of an application and asks them. Knows no server.
 *
 * <p>The package has more than twelve types because the router, its table and the callers of authenticators share parts that nobody else
 * may see.
 */
@Export
@Version("0.1.0")
package io.stagedoor.core.routing;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
