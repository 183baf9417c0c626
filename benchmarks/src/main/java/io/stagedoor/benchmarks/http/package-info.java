/** Measures how playlists are changed for a session, beside a bare loop. */
@NullMarked
package io.stagedoor.benchmarks.http;

import org.jspecify.annotations.NullMarked;
