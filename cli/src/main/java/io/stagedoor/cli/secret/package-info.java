/** {@code stagedoor secret}: makes secrets, and replaces the one of a configuration. */
package io.stagedoor.cli.secret;
