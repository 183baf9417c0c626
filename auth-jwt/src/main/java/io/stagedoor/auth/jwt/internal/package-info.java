/**
 * The JWT authenticator: its component, its settings, and the order in which a token is judged. {@code SecretTokens} has the rules for the
 * claims of tokens that are signed with a shared secret; those for tokens of issuers are in {@code issuer}.
 */
@NullMarked
package io.stagedoor.auth.jwt.internal;

import org.jspecify.annotations.NullMarked;
