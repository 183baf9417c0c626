/** How components of Declarative Services are, in words. */
@NullMarked
package io.stagedoor.auth.support.component;

import org.jspecify.annotations.NullMarked;
