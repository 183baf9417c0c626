/** The bundles of the distribution in a framework of this process, for the other packages to measure. */
package io.stagedoor.benchmarks.stage;
