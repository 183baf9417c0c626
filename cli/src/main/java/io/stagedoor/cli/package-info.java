/** The command {@code stagedoor}: {@code serve}, {@code token}, {@code user}, {@code demo}. */
package io.stagedoor.cli;
