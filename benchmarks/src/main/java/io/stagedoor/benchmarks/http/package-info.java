/** Measures how playlists are changed for a session, beside a bare loop. */
package io.stagedoor.benchmarks.http;
