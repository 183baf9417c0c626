/** The signatures that a token may have: the algorithms of RFC 7518 and RFC 8037, and how each one is verified. */
@NullMarked
package io.stagedoor.auth.jwt.internal.signature;

import org.jspecify.annotations.NullMarked;
