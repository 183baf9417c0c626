/**
 * What authenticators have in common beside their interface: reading properties strictly, following something that changes,
 * registering. Each bundle carries its own copy of what it uses, so that none depends on another's version.
 */
package io.stagedoor.auth.support;
