/** What all commands share: how they run, what they say when they fail, and durations as people write them. */
package io.stagedoor.cli.command;
