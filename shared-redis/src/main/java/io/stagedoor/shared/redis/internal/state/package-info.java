/** What is kept in Redis, and what each server remembers of it. */
@NullMarked
package io.stagedoor.shared.redis.internal.state;

import org.jspecify.annotations.NullMarked;
