/**
 * A real Red5 in a process of its own, with real clients.
 *
 * <p>The package has more than twelve types because each test class is read by itself, and most share a server and its helpers.
 */
package io.stagedoor.itests.red5;
