/** The interface that all validators in the configuration of Red5 Pro have. */
package com.red5pro.server.plugin.simpleauth.interfaces;
