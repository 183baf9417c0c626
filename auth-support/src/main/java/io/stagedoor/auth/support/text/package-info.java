/** Text as people write it into files: in UTF-8, with or without a byte order mark, with blanks where nobody sees them. */
package io.stagedoor.auth.support.text;
