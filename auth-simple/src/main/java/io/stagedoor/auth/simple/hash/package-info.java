/**
 * Password hashes as text: argon2, bcrypt, scrypt and PBKDF2-HMAC-SHA256, read, verified and made. Nothing in here depends on a
 * framework, and nothing shows a password or a hash in its {@code toString} or in an exception.
 */
@NullMarked
package io.stagedoor.auth.simple.hash;

import org.jspecify.annotations.NullMarked;
