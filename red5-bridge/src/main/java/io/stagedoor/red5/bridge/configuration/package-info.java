/** Keeps the files in {@code stagedoor/conf}, Config Admin and the components that it configures in step. */
package io.stagedoor.red5.bridge.configuration;
