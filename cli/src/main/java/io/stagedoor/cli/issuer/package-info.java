/** {@code stagedoor issuer}: what a server would do with the keys and tokens of an identity provider. */
@NullMarked
package io.stagedoor.cli.issuer;

import org.jspecify.annotations.NullMarked;
