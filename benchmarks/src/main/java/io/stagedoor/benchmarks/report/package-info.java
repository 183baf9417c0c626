/** The report of a run: its tables, its goals, and the machine. */
@NullMarked
package io.stagedoor.benchmarks.report;

import org.jspecify.annotations.NullMarked;
