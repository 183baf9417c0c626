/**
 * What was granted and is taken back: which tokens, keys, sessions, subjects and streams are revoked, kept over a restart, and looked up by each
 * decision. Knows nobody who is in.
 */
@Export
@NullMarked
@Version("0.1.0")
package io.stagedoor.core.revocation;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
