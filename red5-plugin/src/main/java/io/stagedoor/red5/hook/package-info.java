/**
 * What Red5 holds of Stagedoor: objects that are installed once, never change, allow nothing by themselves, and ask the
 * {@link io.stagedoor.red5.hook.Gate} of the moment. Bundles see this package; what crosses it are types of Red5 and of the
 * JDK. It changes only with a restart of Red5, and is therefore as small as it can be.
 */
@Export
@Version(Gate.VERSION)
package io.stagedoor.red5.hook;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
