/**
 * The names that the configuration of Red5 Pro's simple-auth plugin uses. Written from what is documented of it. All classes here only hold
 * values: any client can make objects of them and fill them.
 */
@NullMarked
package com.red5pro.server.plugin.simpleauth;

import org.jspecify.annotations.NullMarked;
