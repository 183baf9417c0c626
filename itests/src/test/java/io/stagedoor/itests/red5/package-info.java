/** A real Red5 in a process of its own, with real clients. */
package io.stagedoor.itests.red5;
