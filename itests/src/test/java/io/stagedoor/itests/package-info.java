/** What the integration tests share. */
package io.stagedoor.itests;
