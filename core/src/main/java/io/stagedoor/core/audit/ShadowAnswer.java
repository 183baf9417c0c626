package io.stagedoor.core.audit;

/**
 * What an authenticator that was asked beside would have said, and what was decided.
 *
 * @param decided the decision that counts, as {@link AuditEvent#decision} has it
 * @param decidedReason why
 * @param shadow the name of the authenticator that was asked beside; the first of several if none of them knew the client
 * @param decision what it would have decided
 * @param reason why
 */
public record ShadowAnswer(String decided, String decidedReason, String shadow, String decision, String reason) {}
