/** Metrics in the formats of Prometheus, and a snapshot of them that all who ask at one time share. */
@NullMarked
package io.stagedoor.operations.metric;

import org.jspecify.annotations.NullMarked;
