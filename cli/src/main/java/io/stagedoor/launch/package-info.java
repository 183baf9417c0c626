/** Runs inside the server's process, for the command that started it. */
package io.stagedoor.launch;
