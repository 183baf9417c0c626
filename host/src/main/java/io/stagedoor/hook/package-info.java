/**
 * What crosses the border between a server's HTTP side and Stagedoor's bundles, as types of the JDK: whichever server it is. Every host of the bundles
 * exports it; it changes only with a restart of the server, so it is as small as possible.
 */
@Export
@Version(HttpRequest.VERSION)
@NullMarked
package io.stagedoor.hook;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
