/** A plugin for Red5 that is there in tests only: it has connections of other kinds come in, of which Red5 itself has none. */
package io.stagedoor.itests.probe;
