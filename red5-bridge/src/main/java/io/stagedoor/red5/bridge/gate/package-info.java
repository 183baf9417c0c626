/** The gate that the hook asks about connections of Red5, and the ports by which the core knows them. */
@NullMarked
package io.stagedoor.red5.bridge.gate;

import org.jspecify.annotations.NullMarked;
