/** Writes the first configuration of an application. */
@NullMarked
package io.stagedoor.cli.init;

import org.jspecify.annotations.NullMarked;
