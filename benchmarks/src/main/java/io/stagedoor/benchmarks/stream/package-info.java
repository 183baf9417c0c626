/** Measures a publish on a grant. */
@NullMarked
package io.stagedoor.benchmarks.stream;

import org.jspecify.annotations.NullMarked;
