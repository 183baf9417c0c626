/**
 * What an operator sees of the running core, and what an operator may do to clients: end what they have, and take back what was granted to them. A new metric is a part of
 * {@link io.stagedoor.core.oversight.State}. Nothing here keeps a decision waiting.
 *
 * <p>The package has more than twelve types because each thing that operators ask has its question and its answer beside it.
 */
@Export
@NullMarked
@Version("0.1.0")
package io.stagedoor.core.oversight;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
