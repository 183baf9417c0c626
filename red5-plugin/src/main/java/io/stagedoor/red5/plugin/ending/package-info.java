/** Ends what a client has when its session says so: one timer for everybody, and threads that no client can keep from others. */
@NullMarked
package io.stagedoor.red5.plugin.ending;

import org.jspecify.annotations.NullMarked;
