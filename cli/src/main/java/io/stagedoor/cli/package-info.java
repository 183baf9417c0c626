/**
 * The command {@code stagedoor}: which subcommands it has in a checkout, and which of them in an installation. Each subcommand has a package of its
 * own; those for a running server share one.
 */
@NullMarked
package io.stagedoor.cli;

import org.jspecify.annotations.NullMarked;
