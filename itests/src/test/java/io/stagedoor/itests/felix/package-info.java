/** The bundles that are shipped, in Felix, without Red5. */
package io.stagedoor.itests.felix;
