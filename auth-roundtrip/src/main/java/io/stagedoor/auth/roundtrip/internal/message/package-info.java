/** What is sent to a backend, and what its answers mean. */
@NullMarked
package io.stagedoor.auth.roundtrip.internal.message;

import org.jspecify.annotations.NullMarked;
