/** Makes tokens for trying a server out. */
@NullMarked
package io.stagedoor.cli.token;

import org.jspecify.annotations.NullMarked;
