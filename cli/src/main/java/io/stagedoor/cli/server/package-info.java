/** Runs a Red5 made from the distribution in a process of its own. */
package io.stagedoor.cli.server;
