/**
 * Judges requests over HTTP: HLS and progressive download, WHIP and WHEP, WebSockets. What a path names is decided here, and who is
 * let through without being asked again.
 */
@NullMarked
package io.stagedoor.red5.bridge.http;

import org.jspecify.annotations.NullMarked;
