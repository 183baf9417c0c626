/**
 * Issuers of tokens other than the application's own backend: their keys, and what their tokens allow. {@code ClaimRules} has the rules for
 * their claims. More than twelve types, because an issuer is at once a configuration, keys that come and go, and rules for claims, and all three
 * change together.
 */
@NullMarked
package io.stagedoor.auth.jwt.internal.issuer;

import org.jspecify.annotations.NullMarked;
