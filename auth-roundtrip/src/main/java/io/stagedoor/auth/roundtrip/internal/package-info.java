/** The authenticator that asks a backend: its component, and what a client may do before, while and after the backend is asked. */
@NullMarked
package io.stagedoor.auth.roundtrip.internal;

import org.jspecify.annotations.NullMarked;
