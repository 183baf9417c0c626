/**
 * Reads credentials where clients put them: queries, headers, cookies, stream ids, arguments. Each carrier is one class, which front ends call;
 * {@link io.stagedoor.core.carrier.ClientParameters} gathers what they find.
 */
@Export
@Version("0.1.0")
@NullMarked
package io.stagedoor.core.carrier;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
