/** What the configurations of the moment say, for an operator: never a secret. */
@NullMarked
package io.stagedoor.operations.configuration;

import org.jspecify.annotations.NullMarked;
