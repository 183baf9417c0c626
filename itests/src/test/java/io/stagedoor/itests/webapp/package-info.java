/** Classes of a web application that tests deploy: a server loads them, the tests do not. */
package io.stagedoor.itests.webapp;
