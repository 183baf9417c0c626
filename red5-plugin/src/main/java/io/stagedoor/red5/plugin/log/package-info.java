/** Writes our own log beside the log of the server, and keeps secrets and session ids out of both. */
@NullMarked
package io.stagedoor.red5.plugin.log;

import org.jspecify.annotations.NullMarked;
