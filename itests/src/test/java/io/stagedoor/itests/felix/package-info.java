/**
 * The bundles that are shipped, in Felix, without Red5.
 *
 * <p>The package has more than twelve types because each test class is read by itself, and they share a few helpers.
 */
package io.stagedoor.itests.felix;
