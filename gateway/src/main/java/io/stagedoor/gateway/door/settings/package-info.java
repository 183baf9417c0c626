/** What operators configure of the servers that ask, checked: {@code stagedoor.server}. */
@NullMarked
package io.stagedoor.gateway.door.settings;

import org.jspecify.annotations.NullMarked;
