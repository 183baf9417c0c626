/** The plugin that reads the settings of Red5 Pro's own plugin and declares them to Stagedoor. */
package io.stagedoor.red5pro;
