/** {@code stagedoor secret}: makes secrets, and replaces the one of a configuration. */
@NullMarked
package io.stagedoor.cli.secret;

import org.jspecify.annotations.NullMarked;
