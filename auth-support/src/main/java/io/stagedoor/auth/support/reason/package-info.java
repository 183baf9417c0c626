/** What reasons mean, in the words of the documentation. */
@NullMarked
package io.stagedoor.auth.support.reason;

import org.jspecify.annotations.NullMarked;
