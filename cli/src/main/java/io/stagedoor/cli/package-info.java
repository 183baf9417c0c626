/** The command {@code stagedoor}: {@code serve}, {@code token}, {@code secret}, {@code demo}. */
package io.stagedoor.cli;
