/** What Redis sees of keys and values: digests and ciphertext. */
@NullMarked
package io.stagedoor.shared.redis.internal.protect;

import org.jspecify.annotations.NullMarked;
