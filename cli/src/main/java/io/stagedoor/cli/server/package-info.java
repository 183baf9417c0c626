/** Runs a Red5 made from the distribution in a process of its own. */
@NullMarked
package io.stagedoor.cli.server;

import org.jspecify.annotations.NullMarked;
