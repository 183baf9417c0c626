/** Two authenticators as anybody may write them: {@code LocalOnly} judges by the address, {@code Invited} by a token and with settings of its own. */
package com.example.local;
