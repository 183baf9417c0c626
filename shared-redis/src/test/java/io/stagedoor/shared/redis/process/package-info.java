/** Starts Redis for tests. */
package io.stagedoor.shared.redis.process;
