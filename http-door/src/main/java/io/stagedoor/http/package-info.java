/**
 * Judges requests over HTTP: HLS and progressive download, WHIP and WHEP, WebSockets. What a path names is decided here, and who is
 * let through without being asked again. Whoever shows a token gets a ticket for it here.
 *
 * <p>The package has more than twelve types because each kind of request has a small one of its own, and all answer in the same terms.
 */
@NullMarked
package io.stagedoor.http;

import org.jspecify.annotations.NullMarked;
