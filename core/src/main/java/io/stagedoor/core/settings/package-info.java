/**
 * What operators configure for an application, checked. A new property is a method of {@link io.stagedoor.core.settings.ApplicationConfig}; the
 * type of its group reads it. The package has more than twelve types because each group of properties is one, beside the types of its values.
 */
@Export
@Version("0.1.0")
@NullMarked
package io.stagedoor.core.settings;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
