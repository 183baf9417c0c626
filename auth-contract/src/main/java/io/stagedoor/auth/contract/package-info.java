/**
 * The contract of authenticators as JUnit tests. A provider's test extends
 * {@link io.stagedoor.auth.contract.CredentialsContract} if the provider judges clients by their credentials, and
 * {@link io.stagedoor.auth.contract.AuthenticatorContract} otherwise.
 */
@NullMarked
package io.stagedoor.auth.contract;

import org.jspecify.annotations.NullMarked;
