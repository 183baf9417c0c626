/** Private keys that sign tokens, and the public keys that a server verifies them with. */
@NullMarked
package io.stagedoor.cli.key;

import org.jspecify.annotations.NullMarked;
