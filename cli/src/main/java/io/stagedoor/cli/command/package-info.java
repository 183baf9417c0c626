/** What all commands share: how they run, what they say when they fail, and durations as people write them. */
@NullMarked
package io.stagedoor.cli.command;

import org.jspecify.annotations.NullMarked;
