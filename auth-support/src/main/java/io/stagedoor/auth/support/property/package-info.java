/** Configuration properties, read strictly: what is not understood is an error, and so is what nobody knows. */
package io.stagedoor.auth.support.property;
