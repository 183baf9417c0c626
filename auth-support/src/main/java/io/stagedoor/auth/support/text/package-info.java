/**
 * Text as people write it into files, in UTF-8, with or without a byte order mark and with blanks where nobody sees them; and what may
 * be written of the texts that clients and configurations bring.
 */
@NullMarked
package io.stagedoor.auth.support.text;

import org.jspecify.annotations.NullMarked;
