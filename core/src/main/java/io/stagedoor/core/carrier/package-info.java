/** Reads credentials where clients put them: queries, headers, cookies, stream ids, arguments. Each carrier is one class. */
@Export
@Version("0.1.0")
package io.stagedoor.core.carrier;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
