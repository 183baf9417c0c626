/** A bundle for tests, whose authenticators are ill. It sees nothing but the API and OSGi. */
package io.stagedoor.itests.sick;
