/**
 * The servlet filters in front of web applications. They have each request judged, and cut off what is under way when its session ends.
 *
 * <p>The package has more than twelve types because most exist twice, once for {@code javax.servlet} and once for {@code jakarta.servlet},
 * around a common part that only they see.
 */
@NullMarked
package io.stagedoor.red5.plugin.web;

import org.jspecify.annotations.NullMarked;
