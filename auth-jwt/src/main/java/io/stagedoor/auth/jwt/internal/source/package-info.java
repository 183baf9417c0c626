/**
 * Where the keys of an issuer come from, and which of them are accepted. A source names its keys by the property that configures it; another
 * kind of source is one more {@link io.stagedoor.auth.jwt.internal.source.KeySource}.
 */
@NullMarked
package io.stagedoor.auth.jwt.internal.source;

import org.jspecify.annotations.NullMarked;
