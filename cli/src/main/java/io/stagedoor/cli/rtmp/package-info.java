/**
 * A small RTMP client for trying a server out: connect, publish, play, count, close. Red5's own client does the protocol;
 * every call here waits for the server's answer, with a bound.
 */
@NullMarked
package io.stagedoor.cli.rtmp;

import org.jspecify.annotations.NullMarked;
