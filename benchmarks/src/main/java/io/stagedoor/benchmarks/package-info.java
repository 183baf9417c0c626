/** Runs all benchmarks and writes their report. */
package io.stagedoor.benchmarks;
