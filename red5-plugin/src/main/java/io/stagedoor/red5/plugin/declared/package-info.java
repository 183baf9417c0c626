/** Follows the contexts of web applications, and keeps what their beans declare for the bundles. */
@NullMarked
package io.stagedoor.red5.plugin.declared;

import org.jspecify.annotations.NullMarked;
