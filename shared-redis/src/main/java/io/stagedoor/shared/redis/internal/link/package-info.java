/** How Redis is asked: connections, scripts, deadlines, a breaker, and the line by which news come. */
@NullMarked
package io.stagedoor.shared.redis.internal.link;

import org.jspecify.annotations.NullMarked;
