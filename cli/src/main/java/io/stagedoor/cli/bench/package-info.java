/** The command {@code stagedoor bench}. */
@NullMarked
package io.stagedoor.cli.bench;

import org.jspecify.annotations.NullMarked;
