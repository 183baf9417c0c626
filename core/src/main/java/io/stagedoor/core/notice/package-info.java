/** What a client, and the Event Admin, are told before that client is cut off because its time is over. The front end cuts it off by itself. */
@NullMarked
package io.stagedoor.core.notice;

import org.jspecify.annotations.NullMarked;
