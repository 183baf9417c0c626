/** What is configured for the whole server: {@code stagedoor.bridge}. */
package io.stagedoor.red5.bridge.settings;
