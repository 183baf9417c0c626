/** The claims of tokens of other issuers: where a claim stands, what it says, and conditions for it. */
@NullMarked
package io.stagedoor.auth.jwt.internal.claim;

import org.jspecify.annotations.NullMarked;
