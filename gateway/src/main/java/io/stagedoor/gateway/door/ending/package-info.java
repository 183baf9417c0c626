/** Ends clients at servers that can be told to. */
@NullMarked
package io.stagedoor.gateway.door.ending;

import org.jspecify.annotations.NullMarked;
