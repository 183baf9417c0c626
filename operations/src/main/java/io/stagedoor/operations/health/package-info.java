/** Whether the server is healthy, and whether it is ready: decided here for everybody who asks; and its metrics. */
@NullMarked
package io.stagedoor.operations.health;

import org.jspecify.annotations.NullMarked;
