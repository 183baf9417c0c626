/** Turns for what is scarce, shared among the networks that clients come from. */
@NullMarked
package io.stagedoor.auth.support.turn;

import org.jspecify.annotations.NullMarked;
