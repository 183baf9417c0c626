/**
 * The commands for a running server: {@code status}, {@code sessions}, {@code kick}, {@code revoke}, {@code explain}, {@code tail}, {@code shadow}, {@code bundles}. Has more than twelve types
 * because each command is one, beside what they share.
 */
@NullMarked
package io.stagedoor.cli.operations;

import org.jspecify.annotations.NullMarked;
