package io.stagedoor.core.limit;

import io.stagedoor.core.settings.TooMany;
import java.time.Duration;

/**
 * How many places there are, and who gives way.
 *
 * @param most how many, 1 or more
 * @param tooMany what happens when all are taken
 * @param silence after which a client gives its place to anybody
 * @param takesOver whether a client with the same token gives way, silent or not
 */
public record Rules(int most, TooMany tooMany, Duration silence, boolean takesOver) {}
