/** Makes configurations of what web applications declare by their beans. */
@NullMarked
package io.stagedoor.red5.bridge.declared;

import org.jspecify.annotations.NullMarked;
