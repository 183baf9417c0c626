/** Files that others read while they are changed: replaced in one step, and cut into the lines of properties files. */
package io.stagedoor.auth.support.file;
