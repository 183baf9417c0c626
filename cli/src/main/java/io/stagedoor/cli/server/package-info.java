/**
 * Runs a Red5, or a gateway, made from the distribution in a process of its own.
 *
 * <p>The package has more than twelve types because both are prepared, started, asked and stopped by the same parts.
 */
@NullMarked
package io.stagedoor.cli.server;

import org.jspecify.annotations.NullMarked;
