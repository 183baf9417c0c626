/** What operators see of an issuer over JMX. Knows neither how it is configured nor how it judges. */
@NullMarked
package io.stagedoor.auth.jwt.internal.status;

import org.jspecify.annotations.NullMarked;
