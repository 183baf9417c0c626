package io.stagedoor.core.shadow;

import io.stagedoor.core.routing.Outcome;

/**
 * What an authenticator that was asked beside would have said.
 *
 * @param outcome its decision
 * @param subject who the client is by that; empty if it does not say
 */
public record Said(Outcome outcome, String subject) {}
