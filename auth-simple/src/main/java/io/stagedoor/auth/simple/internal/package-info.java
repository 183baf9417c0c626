/** The authenticator for user names and passwords in a file: its component, its settings, and what it says in the log. */
@NullMarked
package io.stagedoor.auth.simple.internal;

import org.jspecify.annotations.NullMarked;
