/** When a token counts by its times, what its expiry ends of a client that it has let in, and how often it may be used. */
@NullMarked
package io.stagedoor.auth.jwt.internal.lifetime;

import org.jspecify.annotations.NullMarked;
