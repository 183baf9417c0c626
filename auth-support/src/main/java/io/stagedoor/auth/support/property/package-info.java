/** Configuration properties, read strictly: what is not understood is an error, and so is what nobody knows. */
@NullMarked
package io.stagedoor.auth.support.property;

import org.jspecify.annotations.NullMarked;
