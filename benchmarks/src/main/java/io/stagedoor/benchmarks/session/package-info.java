/** Measures the memory that a connected client takes. */
@NullMarked
package io.stagedoor.benchmarks.session;

import org.jspecify.annotations.NullMarked;
