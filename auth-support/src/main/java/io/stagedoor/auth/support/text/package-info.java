/** What may be written of the texts that clients and configurations bring. */
package io.stagedoor.auth.support.text;
