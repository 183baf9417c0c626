/**
 * Keeps what servers know together on this machine: claims and values in a file, all else in memory (docs/adr/0069).
 *
 * <p>The package has more than twelve types because a file, its mark, its tally and its writer are small parts that only {@link
 * io.stagedoor.core.shared.embedded.EmbeddedState} uses.
 */
@NullMarked
package io.stagedoor.core.shared.embedded;

import org.jspecify.annotations.NullMarked;
