package io.stagedoor.core.start;

/**
 * A client that is in, and is about to hold another grant. Immutable.
 *
 * @param start who it is, and what it would hold; its action and its stream say nothing but the application
 * @param begun how many streams it has begun that have not ended; nought if it begins later
 */
public record Exchange(Start start, int begun) {}
