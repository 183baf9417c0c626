/** Makes tokens for trying a server out. */
package io.stagedoor.cli.token;
