/** The bundle that answers other servers: reads what they ask, hands it to the core, and answers in their dialects. */
@NullMarked
package io.stagedoor.gateway.door;

import org.jspecify.annotations.NullMarked;
