/** What the configuration says, checked, with the content of the files that it names. */
@NullMarked
package io.stagedoor.auth.roundtrip.internal.settings;

import org.jspecify.annotations.NullMarked;
