/** Measures remembered logins, and decisions on tokens while others try passwords. */
package io.stagedoor.benchmarks.simple;
