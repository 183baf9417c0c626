/**
 * What every server has in common that Stagedoor's bundles run in: how their framework is loaded and started, and how questions reach the gate of a
 * bundle that may be replaced at any time. Packed into the jar of each such server.
 */
@NullMarked
package io.stagedoor.host;

import org.jspecify.annotations.NullMarked;
