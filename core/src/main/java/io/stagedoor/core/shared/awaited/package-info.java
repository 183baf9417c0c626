/** What is used while a store is configured that is not there: it knows nothing, and says so. */
@NullMarked
package io.stagedoor.core.shared.awaited;

import org.jspecify.annotations.NullMarked;
