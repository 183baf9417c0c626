/** How a login is judged: whose password it is, how many may be hashed at once, and who has to wait after wrong ones. */
@NullMarked
package io.stagedoor.auth.simple.internal.login;

import org.jspecify.annotations.NullMarked;
