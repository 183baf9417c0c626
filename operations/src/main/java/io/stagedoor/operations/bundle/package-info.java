/** Which bundles and components run, and what the others lack. */
@NullMarked
package io.stagedoor.operations.bundle;

import org.jspecify.annotations.NullMarked;
