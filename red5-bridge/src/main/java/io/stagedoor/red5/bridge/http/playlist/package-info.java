/** The change of playlists by which players carry their session. */
package io.stagedoor.red5.bridge.http.playlist;
