/**
 * The dialects of the media servers that ask by hooks: what a request says, and how it is answered. One class for each, and a table of them.
 *
 * <p>The package has more than twelve types because each server has a dialect of its own, and all say the same in it.
 */
@NullMarked
package io.stagedoor.gateway.door.codec;

import org.jspecify.annotations.NullMarked;
