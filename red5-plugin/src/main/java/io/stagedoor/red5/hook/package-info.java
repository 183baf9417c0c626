/**
 * The interface between Red5 and Stagedoor's bundles. The plugin installs its objects in Red5 once; they never
 * change, allow nothing by themselves, and ask the current {@link io.stagedoor.red5.hook.Gate}. Bundles import this
 * package; only types of Red5 and of the JDK cross it. It changes only with a restart of Red5, so it is as small as
 * possible.
 *
 * <p>The package has more than twelve types because bundles may see no other package of the plugin, and each word that crosses, such as a reason
 * or a use, is an enum of its own.
 */
@Export
@Version(Gate.VERSION)
@NullMarked
package io.stagedoor.red5.hook;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
