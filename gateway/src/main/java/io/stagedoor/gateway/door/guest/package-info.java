/** Those who are in at other servers, as the core knows clients. */
@NullMarked
package io.stagedoor.gateway.door.guest;

import org.jspecify.annotations.NullMarked;
