/**
 * Refresh: a client that is in shows new credentials, and its session goes on with what they grant. {@link
 * io.stagedoor.core.refresh.Refreshing} is the sequence.
 */
@Export
@Version("0.1.0")
@NullMarked
package io.stagedoor.core.refresh;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
