/** What a request over HTTP says: where it goes, what it wants and what it carries. Asks nobody. */
@NullMarked
package io.stagedoor.http.request;

import org.jspecify.annotations.NullMarked;
