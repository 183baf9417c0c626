/** Who uses what may be used once: tokens, and whatever else a grant says it of. Knows who came first, and who may take that over; not who is connected. */
@NullMarked
package io.stagedoor.core.use;

import org.jspecify.annotations.NullMarked;
