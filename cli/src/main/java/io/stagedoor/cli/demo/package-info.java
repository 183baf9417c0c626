/** Shows in one command what the product does, with a real server and real clients. */
package io.stagedoor.cli.demo;
