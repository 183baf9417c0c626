/**
 * Asks authenticators beside those who decide, and compares what both say. Nothing here has an effect on a client: questions are bounded, and asked on threads that
 * are for nothing else.
 */
@NullMarked
package io.stagedoor.core.shadow;

import org.jspecify.annotations.NullMarked;
