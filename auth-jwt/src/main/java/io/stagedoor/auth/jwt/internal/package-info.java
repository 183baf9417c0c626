/** The JWT authenticator: its component, its settings, and the order in which a token is judged. */
package io.stagedoor.auth.jwt.internal;
