/**
 * Keys that are somewhere on the web. One thread fetches them for all issuers; a decision reads what was fetched, and never waits. No address
 * ever comes from a token. More than twelve types, because what is fetched, when, from where and what of it is kept change together.
 */
@NullMarked
package io.stagedoor.auth.jwt.internal.remote;

import org.jspecify.annotations.NullMarked;
