/** Runs all benchmarks and writes their report. */
@NullMarked
package io.stagedoor.benchmarks;

import org.jspecify.annotations.NullMarked;
