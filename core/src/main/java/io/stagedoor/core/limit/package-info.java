/** Places: how many clients publish or play at once, and who gives way to whom. Knows neither front ends nor authenticators. */
@NullMarked
package io.stagedoor.core.limit;

import org.jspecify.annotations.NullMarked;
