/** The command {@code stagedoor}: {@code serve}, {@code token}, {@code demo}. */
package io.stagedoor.cli;
