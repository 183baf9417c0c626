/** When a token counts by its times, and what its expiry ends of a client that it has let in. */
@NullMarked
package io.stagedoor.auth.jwt.internal.lifetime;

import org.jspecify.annotations.NullMarked;
