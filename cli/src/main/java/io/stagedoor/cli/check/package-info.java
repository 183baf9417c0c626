/**
 * Says what is wrong with an installation, without a server. The installation's own bundles judge its configuration, in a process of
 * their own (docs/adr/0061). The package has more than twelve
 * types because who asks the bundles, what they say and what is made of it are small parts.
 */
@NullMarked
package io.stagedoor.cli.check;

import org.jspecify.annotations.NullMarked;
