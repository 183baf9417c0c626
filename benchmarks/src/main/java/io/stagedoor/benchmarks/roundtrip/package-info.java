/** Measures questions to a backend, beside a bare HTTP client. */
package io.stagedoor.benchmarks.roundtrip;
