/** Tokens: what one looks like, what its header and its claims say, and what they let their holder do. */
package io.stagedoor.auth.jwt.internal.token;
