/** Judges what reverse proxies ask about each request of their clients. */
@NullMarked
package io.stagedoor.gateway.door.check;

import org.jspecify.annotations.NullMarked;
