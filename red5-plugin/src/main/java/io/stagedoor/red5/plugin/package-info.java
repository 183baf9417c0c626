/**
 * The plugin that Red5 starts: it installs the guard, then starts the OSGi framework, and reports the state by JMX.
 */
@NullMarked
package io.stagedoor.red5.plugin;

import org.jspecify.annotations.NullMarked;
