/** Turns for what is scarce, shared among the networks that clients come from. */
package io.stagedoor.auth.support.turn;
