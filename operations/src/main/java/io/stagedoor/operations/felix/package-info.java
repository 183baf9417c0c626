/**
 * What Stagedoor says of itself as health checks of Apache Felix, where their API is installed (docs/adr/0082). No type of that API is in a signature that others
 * see: without it, only {@link io.stagedoor.operations.felix.HealthServices} is loaded.
 */
@NullMarked
package io.stagedoor.operations.felix;

import org.jspecify.annotations.NullMarked;
