/**
 * Says what is wrong with an installation, without a server. The installation's own bundles judge its configuration, in a process of
 * their own (docs/adr/0061).
 */
@NullMarked
package io.stagedoor.cli.check;

import org.jspecify.annotations.NullMarked;
