/** Measures the memory that a connected client takes. */
package io.stagedoor.benchmarks.session;
