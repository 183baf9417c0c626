/**
 * Keeps the files in {@code stagedoor/conf}, Config Admin and the components that it configures in step. {@link
 * io.stagedoor.config.ConfigurationKeeper} makes one list twice a second; the other classes are the parts that look at it, and the notation
 * of the files. More than twelve, in one package, because each is a few lines that only the keeper uses.
 */
@NullMarked
package io.stagedoor.config;

import org.jspecify.annotations.NullMarked;
