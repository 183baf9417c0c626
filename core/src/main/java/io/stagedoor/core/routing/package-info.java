/**
 * Finds the authenticators of an application and asks them. Knows no server.
 *
 * <p>The package has more than twelve types because the router, its table and the callers of authenticators share parts that nobody else
 * may see.
 */
@NullMarked
package io.stagedoor.core.routing;

import org.jspecify.annotations.NullMarked;
