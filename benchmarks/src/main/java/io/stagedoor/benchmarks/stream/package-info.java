/** Measures a publish on a grant. */
package io.stagedoor.benchmarks.stream;
