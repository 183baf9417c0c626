/** Keeps secrets and session ids out of the log of Red5. */
@NullMarked
package io.stagedoor.red5.plugin.log;

import org.jspecify.annotations.NullMarked;
