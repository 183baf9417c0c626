/**
 * The guard in front of Red5's applications: the objects that it puts in Red5's place of its own, which ask the current gate, and what it
 * keeps of the clients that were admitted.
 *
 * <p>The package has more than twelve types because any client can have Red5 make an object of a public class: each object in Red5 is a small
 * class that only this package sees.
 */
@NullMarked
package io.stagedoor.red5.plugin.guard;

import org.jspecify.annotations.NullMarked;
