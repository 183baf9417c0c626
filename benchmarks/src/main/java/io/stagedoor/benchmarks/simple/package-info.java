/** Measures remembered logins, and decisions on tokens while others try passwords. */
@NullMarked
package io.stagedoor.benchmarks.simple;

import org.jspecify.annotations.NullMarked;
