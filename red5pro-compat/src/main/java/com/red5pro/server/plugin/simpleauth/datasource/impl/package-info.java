/** The bean that names a credentials file in the configuration of Red5 Pro. */
package com.red5pro.server.plugin.simpleauth.datasource.impl;
