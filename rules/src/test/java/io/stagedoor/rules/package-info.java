/** The rules of the modules and packages: who may see whom, where circles are, and what each package says of itself. */
package io.stagedoor.rules;
