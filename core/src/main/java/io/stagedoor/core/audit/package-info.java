/**
 * Writes decisions to the audit log, counts them, and hands them to the EventAdmin and to those who read along.
 *
 * <p>The package has more than twelve types because a line, its queue, its writer and its summary are small parts that only {@link
 * io.stagedoor.core.audit.Audit} uses.
 */
@NullMarked
package io.stagedoor.core.audit;

import org.jspecify.annotations.NullMarked;
