/** The process of the gateway: its sockets, its framework, and what it keeps while bundles are replaced. */
@NullMarked
package io.stagedoor.gateway.launcher;

import org.jspecify.annotations.NullMarked;
