/**
 * Clients as front ends know them: what a client wants ({@link io.stagedoor.core.client.Wish}), who it is ({@link
 * io.stagedoor.core.client.Client}), who is in ({@link io.stagedoor.core.client.FrontEnds}), and why it must leave ({@link
 * io.stagedoor.core.client.EndReason}).
 *
 * <p>A new front end implements {@link io.stagedoor.core.client.Client}, {@link io.stagedoor.core.client.Connected} and {@link
 * io.stagedoor.core.client.Holder}. A new reason for an end goes into {@link io.stagedoor.core.client.EndReason}.
 *
 * <p>The package has more than twelve types because it is the border to front ends: small records and interfaces, and no step of admission.
 */
@Export
@Version("0.1.0")
@NullMarked
package io.stagedoor.core.client;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
