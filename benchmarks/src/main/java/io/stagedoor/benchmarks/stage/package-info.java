/** The bundles of the distribution in a framework of this process, for the other packages to measure. */
@NullMarked
package io.stagedoor.benchmarks.stage;

import org.jspecify.annotations.NullMarked;
