/** Measures how long the old secret counts after an update. */
package io.stagedoor.benchmarks.swap;
