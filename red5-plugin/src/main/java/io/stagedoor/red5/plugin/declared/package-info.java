/** Follows the contexts of web applications, and keeps what their beans declare for the bundles. */
package io.stagedoor.red5.plugin.declared;
