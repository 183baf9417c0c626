/** {@code stagedoor user}: the users of a credentials file. */
package io.stagedoor.cli.user;
