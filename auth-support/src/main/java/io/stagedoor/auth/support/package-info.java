/**
 * The life of an authenticator: following its configuration and its files, keeping what is in force, registering. Each bundle carries its own copy
 * of the packages that it uses, so that none depends on another's version.
 */
@NullMarked
package io.stagedoor.auth.support;

import org.jspecify.annotations.NullMarked;
