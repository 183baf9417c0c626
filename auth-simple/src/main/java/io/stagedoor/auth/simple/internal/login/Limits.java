package io.stagedoor.auth.simple.internal.login;

import java.time.Duration;

/**
 * How many failures are too many.
 *
 * @param failures of one account from one address; 0 for no limit
 * @param window within which they count
 * @param hold for how long the two are then held
 * @param accountFailures of one account from all addresses without a success between them; 0 for no limit
 * @param accountHold for how long after the last of them the account is held for addresses it was not used from before
 * @param entries how many pairs, and how many accounts, are remembered at most
 */
public record Limits(
        int failures, Duration window, Duration hold, int accountFailures, Duration accountHold, int entries) {}
