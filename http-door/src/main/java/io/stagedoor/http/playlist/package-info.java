/** The change of playlists by which players carry their session. */
@NullMarked
package io.stagedoor.http.playlist;

import org.jspecify.annotations.NullMarked;
