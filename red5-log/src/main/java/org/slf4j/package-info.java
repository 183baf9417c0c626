/** Replaces SLF4J's {@code LoggerFactory} for the bundles. All other types of SLF4J come from the server. */
@NullMarked
package org.slf4j;

import org.jspecify.annotations.NullMarked;
