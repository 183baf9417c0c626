/** A backend: who asks it and when, what is remembered of its answers, and how it is told of the end of streams. */
@NullMarked
package io.stagedoor.auth.roundtrip.internal.backend;

import org.jspecify.annotations.NullMarked;
