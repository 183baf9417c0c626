/** Measures decisions on tokens, beside other libraries and the least that any of them must do. */
package io.stagedoor.benchmarks.jwt;
