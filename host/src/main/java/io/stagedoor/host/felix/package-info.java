/**
 * Runs the OSGi framework inside a server: its settings and its cache, the bundles in the folders, the log of the framework, and the gate
 * that the bundles register.
 *
 * <p>The package has more than twelve types because a class loader of its own loads it, by its name, and only {@link
 * io.stagedoor.host.felix.FelixHost} is for others.
 */
@NullMarked
package io.stagedoor.host.felix;

import org.jspecify.annotations.NullMarked;
