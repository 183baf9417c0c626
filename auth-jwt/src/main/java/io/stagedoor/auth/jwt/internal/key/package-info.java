/** The keys that tokens may be signed with: where their secrets are, and until when each is accepted. */
@NullMarked
package io.stagedoor.auth.jwt.internal.key;

import org.jspecify.annotations.NullMarked;
