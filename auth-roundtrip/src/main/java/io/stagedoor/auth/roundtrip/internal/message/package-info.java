/** What is sent to a backend, and what its answers mean. */
package io.stagedoor.auth.roundtrip.internal.message;
