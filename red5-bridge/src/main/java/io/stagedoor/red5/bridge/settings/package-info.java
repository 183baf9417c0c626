/** What operators configure for the whole server, checked: {@code stagedoor.bridge}. */
@NullMarked
package io.stagedoor.red5.bridge.settings;

import org.jspecify.annotations.NullMarked;
