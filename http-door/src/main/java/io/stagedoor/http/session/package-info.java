/** Players and publishers over HTTP that were admitted: what the hook keeps of them, and how they show that they are. */
@NullMarked
package io.stagedoor.http.session;

import org.jspecify.annotations.NullMarked;
