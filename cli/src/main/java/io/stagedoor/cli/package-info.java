/** The command {@code stagedoor}: {@code serve}, {@code token}, {@code secret}, {@code user}, {@code demo}. */
package io.stagedoor.cli;
