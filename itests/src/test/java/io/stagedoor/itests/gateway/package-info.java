/** The gateway in a process of its own, with the servers that ask it: real ones, of this machine. */
package io.stagedoor.itests.gateway;
