/** Measures a running Red5 with and without Stagedoor: clients a second, and the start. */
package io.stagedoor.benchmarks.server;
