/** What only Red5 has over HTTP: responses under way that its hook knows, RTMPT, and the threads of its Tomcat. */
@NullMarked
package io.stagedoor.red5.bridge.http;

import org.jspecify.annotations.NullMarked;
