/** The bean that holds the settings for a backend in the configuration of Red5 Pro. */
@NullMarked
package com.red5pro.server.plugin.simpleauth.datasource.impl.roundtrip;

import org.jspecify.annotations.NullMarked;
