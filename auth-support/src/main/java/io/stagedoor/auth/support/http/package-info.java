/**
 * An HTTP client that answers within a deadline, or says why there is no answer in words that repeat nothing of what was sent. Connections are
 * kept for the next request.
 */
@NullMarked
package io.stagedoor.auth.support.http;

import org.jspecify.annotations.NullMarked;
