/** The rules for secrets that tokens are signed with, wherever one is read. */
package io.stagedoor.auth.support.key;
