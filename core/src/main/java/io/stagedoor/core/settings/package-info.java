/** What operators configure for an application, checked. */
@Export
@Version("0.1.0")
package io.stagedoor.core.settings;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
