/** The servlets that a {@code web.xml} of Red5 Pro names, for servers with {@code jakarta.servlet}. */
@NullMarked
package com.red5pro.server.plugin.simpleauth.servlet;

import org.jspecify.annotations.NullMarked;
