/** What can be asked and ordered by the channel, as JSON: each is a route. {@code openapi.json} describes them. */
@NullMarked
package io.stagedoor.operations.api;

import org.jspecify.annotations.NullMarked;
