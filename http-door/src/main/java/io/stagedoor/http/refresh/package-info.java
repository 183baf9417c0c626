/** Takes new tokens for clients that are in: of a player with its session, and of whoever posts the id of a session, before any web application sees it. */
@NullMarked
package io.stagedoor.http.refresh;

import org.jspecify.annotations.NullMarked;
