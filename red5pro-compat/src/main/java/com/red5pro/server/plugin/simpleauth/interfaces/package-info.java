/** The interface that all validators in the configuration of Red5 Pro have. */
@NullMarked
package com.red5pro.server.plugin.simpleauth.interfaces;

import org.jspecify.annotations.NullMarked;
