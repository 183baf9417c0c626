/** The bean that holds the settings for tokens in the configuration of Red5 Pro. */
@NullMarked
package com.red5pro.server.plugin.simpleauth.datasource.impl.jwt;

import org.jspecify.annotations.NullMarked;
