/** Offers the gate of the moment to the hook, once the configuration is in force, and its status by JMX. */
@NullMarked
package io.stagedoor.red5.bridge;

import org.jspecify.annotations.NullMarked;
