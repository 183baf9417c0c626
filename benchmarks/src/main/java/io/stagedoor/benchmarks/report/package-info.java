/** The report of a run: its tables, its goals, and the machine. */
package io.stagedoor.benchmarks.report;
