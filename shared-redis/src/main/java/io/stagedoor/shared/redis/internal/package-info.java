/** The component that keeps what servers know together in Redis, its settings, and their check. */
@NullMarked
package io.stagedoor.shared.redis.internal;

import org.jspecify.annotations.NullMarked;
