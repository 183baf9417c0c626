/** What the configuration says, checked, with the content of the files that it names. */
package io.stagedoor.auth.roundtrip.internal.settings;
