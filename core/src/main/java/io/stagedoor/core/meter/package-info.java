/**
 * Counts what happens, for metrics. Counting takes no lock and allocates nothing once a series exists. What strangers choose makes no series: each label has known values and
 * {@code other}, and there are 10,000 series with an application at most. Knows no other package of the core. Counts begin with the start of this bundle.
 */
@Export
@NullMarked
@Version("0.1.0")
package io.stagedoor.core.meter;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
