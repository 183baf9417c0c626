/**
 * Questions to the authenticator in force, from clients, from the application's backend, and for tickets: {@link
 * io.stagedoor.core.question.Requests} makes them, {@link io.stagedoor.core.question.Answer} is what came of one.
 */
@Export
@Version("0.1.0")
@NullMarked
package io.stagedoor.core.question;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
