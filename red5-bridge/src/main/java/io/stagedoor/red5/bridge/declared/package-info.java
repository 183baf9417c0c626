/** Makes configurations of what web applications declare by their beans. */
package io.stagedoor.red5.bridge.declared;
