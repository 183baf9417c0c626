/** Measures a running Red5 with and without Stagedoor: clients a second, and the start. */
@NullMarked
package io.stagedoor.benchmarks.server;

import org.jspecify.annotations.NullMarked;
