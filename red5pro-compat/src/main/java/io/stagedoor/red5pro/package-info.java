/** The plugin that reads the settings of Red5 Pro's own plugin and declares them to Stagedoor. */
@NullMarked
package io.stagedoor.red5pro;

import org.jspecify.annotations.NullMarked;
