/** Runs inside the server's process, for the command that started it. */
@NullMarked
package io.stagedoor.launch;

import org.jspecify.annotations.NullMarked;
