/** Writes our own log beside the log of the server. */
@NullMarked
package io.stagedoor.host.log;

import org.jspecify.annotations.NullMarked;
