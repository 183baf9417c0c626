/** HTTP/1.1 on a loopback address for whoever has the token: one request a connection, with a bound for everything. */
@NullMarked
package io.stagedoor.operations.http;

import org.jspecify.annotations.NullMarked;
