/**
 * Ends that come before a client leaves by itself: revocation ({@link io.stagedoor.core.ending.RevokedClients}), and being asked about again
 * ({@link io.stagedoor.core.ending.Rechecks}).
 *
 * <p>A new way of ending sessions begins here; {@link io.stagedoor.core.client.EndReason} has the reasons.
 */
@Export
@Version("0.1.0")
@NullMarked
package io.stagedoor.core.ending;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
