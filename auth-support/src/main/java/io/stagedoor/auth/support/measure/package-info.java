/** What is measured for metrics. */
@NullMarked
package io.stagedoor.auth.support.measure;

import org.jspecify.annotations.NullMarked;
