/** Whom to trust and what to show when a connection is encrypted. Apart from the HTTP client, because others encrypt too. */
@NullMarked
package io.stagedoor.auth.support.tls;

import org.jspecify.annotations.NullMarked;
