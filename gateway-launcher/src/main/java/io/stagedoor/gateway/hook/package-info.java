/**
 * The interface between the gateway's process and its bundles: the process has the sockets and keeps who is in, the bundle of the moment answers. Only types of the JDK
 * cross it. It changes only with a restart, so it is as small as possible.
 */
@Export
@Version(Gate.VERSION)
@NullMarked
package io.stagedoor.gateway.hook;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
