/**
 * A small RTMP client for trying a server out: connect, publish, play, count, close. Red5's own client does the protocol;
 * every call here waits for the server's answer, with a bound.
 */
package io.stagedoor.cli.rtmp;
