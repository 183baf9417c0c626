/** Identity providers that are run for tests, each in a process of its own. No tests. */
package io.stagedoor.itests.provider;
