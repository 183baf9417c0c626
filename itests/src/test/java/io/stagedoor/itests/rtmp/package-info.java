/**
 * An RTMP client that writes whatever a test tells it to, well-behaved or not: on plain sockets, because the clients that exist
 * refuse to send what an attacker would.
 */
package io.stagedoor.itests.rtmp;
