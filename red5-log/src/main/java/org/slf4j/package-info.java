/** Replaces SLF4J's {@code LoggerFactory} for the bundles. All other types of SLF4J come from the server. */
package org.slf4j;
