/** The life of the channel: its settings, the file that tells the command where it is, and the server behind it. */
@NullMarked
package io.stagedoor.operations;

import org.jspecify.annotations.NullMarked;
