/** Answers identity providers that post logout tokens, before any web application sees them. */
@NullMarked
package io.stagedoor.http.logout;

import org.jspecify.annotations.NullMarked;
