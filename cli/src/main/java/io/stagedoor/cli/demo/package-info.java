/** Shows in one command what the product does, with a real server and real clients. */
@NullMarked
package io.stagedoor.cli.demo;

import org.jspecify.annotations.NullMarked;
