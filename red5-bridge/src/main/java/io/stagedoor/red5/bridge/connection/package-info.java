/** Reads connections of Red5: of which kind one is, where it leads, and what it carries. */
@NullMarked
package io.stagedoor.red5.bridge.connection;

import org.jspecify.annotations.NullMarked;
