/** The change of playlists by which players carry their session. */
@NullMarked
package io.stagedoor.red5.bridge.http.playlist;

import org.jspecify.annotations.NullMarked;
