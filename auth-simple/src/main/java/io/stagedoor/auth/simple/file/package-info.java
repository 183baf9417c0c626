/**
 * Credentials files: read as a whole or refused as a whole, and edited in one step. Nothing in here depends on a framework, and
 * nothing shows a password or a hash in its {@code toString} or in an exception.
 */
@NullMarked
package io.stagedoor.auth.simple.file;

import org.jspecify.annotations.NullMarked;
