/** The rules for secrets that tokens are signed with, wherever one is read. */
@NullMarked
package io.stagedoor.auth.support.key;

import org.jspecify.annotations.NullMarked;
