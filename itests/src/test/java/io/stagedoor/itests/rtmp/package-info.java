/**
 * An RTMP client that writes whatever a test tells it to, well-behaved or not: on plain sockets, because the clients that exist
 * refuse to send what an attacker would.
 *
 * <p>The package has more than twelve types because each form on the wire has a reader and a writer, which only the client sees.
 */
package io.stagedoor.itests.rtmp;
