/** What the documentation says, held against the project: links, settings, log lines, and every command of the quick starts. */
package io.stagedoor.itests.docs;
