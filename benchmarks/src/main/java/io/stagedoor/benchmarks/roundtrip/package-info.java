/** Measures questions to a backend, beside a bare HTTP client. */
@NullMarked
package io.stagedoor.benchmarks.roundtrip;

import org.jspecify.annotations.NullMarked;
