/** The keys that tokens may be signed with: where their secrets are, and until when each is accepted. */
package io.stagedoor.auth.jwt.internal.key;
