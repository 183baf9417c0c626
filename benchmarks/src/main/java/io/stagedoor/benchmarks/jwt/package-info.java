/** Measures decisions on tokens, beside other libraries and the least that any of them must do. */
@NullMarked
package io.stagedoor.benchmarks.jwt;

import org.jspecify.annotations.NullMarked;
