/**
 * Measures decisions on tokens, beside other libraries and the least that any of them must do.
 *
 * <p>It has more than twelve types because each way to decide that is compared has a class of its own, as JMH wants it.
 */
@NullMarked
package io.stagedoor.benchmarks.jwt;

import org.jspecify.annotations.NullMarked;
