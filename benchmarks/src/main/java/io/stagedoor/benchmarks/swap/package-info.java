/** Measures how long the old secret counts after an update. */
@NullMarked
package io.stagedoor.benchmarks.swap;

import org.jspecify.annotations.NullMarked;
