/**
 * Tokens: what one looks like, what its header and its claims say, and what they let their holder do. {@code Claims} reads each claim that a
 * rule is about. More than twelve types, because the usual token is read in one pass and any other by the parser, and headers that are known are read
 * by neither.
 */
@NullMarked
package io.stagedoor.auth.jwt.internal.token;

import org.jspecify.annotations.NullMarked;
