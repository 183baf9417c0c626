/** Files that others read while they are changed: replaced in one step, and cut into the lines of properties files. */
@NullMarked
package io.stagedoor.auth.support.file;

import org.jspecify.annotations.NullMarked;
