/** {@code stagedoor user}: the users of a credentials file. */
@NullMarked
package io.stagedoor.cli.user;

import org.jspecify.annotations.NullMarked;
