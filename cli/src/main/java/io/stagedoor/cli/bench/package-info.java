/** The command {@code stagedoor bench}. */
package io.stagedoor.cli.bench;
