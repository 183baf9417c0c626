/**
 * What must hold before a session starts: limits with their places, tokens that are used once, the name of the stream.
 *
 * <p>A new condition of this kind begins here, beside {@link io.stagedoor.core.start.Limits} and {@link io.stagedoor.core.start.OneUse}.
 */
@NullMarked
package io.stagedoor.core.start;

import org.jspecify.annotations.NullMarked;
