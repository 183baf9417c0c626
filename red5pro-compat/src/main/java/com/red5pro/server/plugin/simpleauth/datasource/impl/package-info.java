/** The bean that names a credentials file in the configuration of Red5 Pro. */
@NullMarked
package com.red5pro.server.plugin.simpleauth.datasource.impl;

import org.jspecify.annotations.NullMarked;
