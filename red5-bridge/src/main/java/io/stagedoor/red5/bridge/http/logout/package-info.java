/** Answers identity providers that post logout tokens, before any web application sees them. */
@NullMarked
package io.stagedoor.red5.bridge.http.logout;

import org.jspecify.annotations.NullMarked;
