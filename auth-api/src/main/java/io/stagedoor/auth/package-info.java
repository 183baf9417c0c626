/**
 * The service provider interface of Stagedoor: the interface {@link io.stagedoor.auth.Authenticator}, and the
 * immutable values of its requests and answers. Why a client is refused is a constant of {@link io.stagedoor.auth.Reason}.
 *
 * <p>A provider is an OSGi bundle that registers an {@code Authenticator} with the service property
 * {@link io.stagedoor.auth.Authenticator#NAME}. Application configuration refers to that name. All types here are
 * thread-safe. No method accepts or returns {@code null} unless it says so; a {@code null} argument is a
 * {@link java.lang.NullPointerException}, which is a bug of the caller.
 *
 * <p>The package has more than twelve types, and some of them name each other, because it is the whole interface: a provider imports
 * one package in one version.
 *
 * <p>Versions follow semantic versioning for consumers and providers: a new constant of an enum is a minor change (code
 * that switches over one needs a branch for the unknown, and the unknown means: refuse), a new kind of
 * {@link io.stagedoor.auth.Decision} a major one.
 */
@Export
@Version("2.0.0")
@NullMarked
package io.stagedoor.auth;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
