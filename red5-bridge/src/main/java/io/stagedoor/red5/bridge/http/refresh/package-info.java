/** Takes new tokens for clients that are in: of a player with its session, and of whoever posts the id of a session, before any web application sees it. */
@NullMarked
package io.stagedoor.red5.bridge.http.refresh;

import org.jspecify.annotations.NullMarked;
