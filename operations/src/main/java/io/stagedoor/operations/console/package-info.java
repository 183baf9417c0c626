/** The page in a browser: its files, who gets in by a code that works once, and what his token is good for. */
@NullMarked
package io.stagedoor.operations.console;

import org.jspecify.annotations.NullMarked;
