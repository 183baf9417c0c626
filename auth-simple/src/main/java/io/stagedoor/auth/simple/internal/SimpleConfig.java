package io.stagedoor.auth.simple.internal;

import io.stagedoor.auth.support.property.Range;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration as people write it; {@link Settings} is its checked form. */
@ObjectClassDefinition(
        name = "Simple authenticator",
        description = "Allows clients with a user name and password of a credentials file.")
@interface SimpleConfig {

    @AttributeDefinition(
            name = "Name",
            description = "The name that the authenticator property of an application uses.")
    String name();

    @AttributeDefinition(
            name = "Credentials file",
            description = "Path of the file with one user a line; a relative one begins at RED5_HOME.")
    String credentialsFile() default "conf/simple-auth-plugin.credentials";

    @AttributeDefinition(
            name = "Poll interval",
            description =
                    "How often Stagedoor checks the file for changes, in milliseconds; up to 500, a change applies within 2 s.",
            min = "50",
            max = "60000")
    @Range(least = 50, most = 60_000)
    long pollMillis() default 250;

    @AttributeDefinition(
            name = "Failures",
            description = "This number of wrong passwords for one account from one address blocks the pair. 0: never.",
            min = "0",
            max = "1000")
    @Range(least = 0, most = 1000)
    long throttleFailures() default 5;

    @AttributeDefinition(
            name = "Window for failures",
            description = "The time in which failures count together, in minutes.",
            min = "1",
            max = "1440")
    @Range(least = 1, most = 1440)
    long throttleWindowMinutes() default 15;

    @AttributeDefinition(
            name = "Hold",
            description = "How long the pair is blocked, in minutes: logins are refused unchecked.",
            min = "1",
            max = "1440")
    @Range(least = 1, most = 1440)
    long throttleHoldMinutes() default 15;

    @AttributeDefinition(
            name = "Failures of an account",
            description =
                    "This number of wrong passwords for one account from all addresses, without a right one between"
                            + " them, blocks it for addresses that it was not used from before. 0: never.",
            min = "0",
            max = "1000000")
    @Range(least = 0, most = 1_000_000)
    long throttleAccountFailures() default 100;

    @AttributeDefinition(
            name = "Hold of an account",
            description = "How long the account is blocked after the last of these failures, in minutes.",
            min = "1",
            max = "43200")
    @Range(least = 1, most = 43_200)
    long throttleAccountHoldMinutes() default 1440;

    @AttributeDefinition(
            name = "Failures that are remembered",
            description = "How many accounts, and how many pairs of account and address, Stagedoor counts at most.",
            min = "100",
            max = "10000000")
    @Range(least = 100, most = 10_000_000)
    long throttleEntries() default 20_000;

    @AttributeDefinition(
            name = "Hashes at once",
            description = "How many passwords Stagedoor hashes at the same time. 0: one for each processor.",
            min = "0",
            max = "256")
    @Range(least = 0, most = 256)
    long maxConcurrentHashes() default 0;

    @AttributeDefinition(
            name = "Wait for a hash",
            description = "How long a login may wait for its turn, in milliseconds, but never beyond its deadline.",
            min = "0",
            max = "60000")
    @Range(least = 0, most = 60_000)
    long hashWaitMillis() default 1000;

    @AttributeDefinition(
            name = "Memory for logins",
            description =
                    "How long Stagedoor remembers a right login, instead of hashing it again, in seconds. 0: never.",
            min = "0",
            max = "3600")
    @Range(least = 0, most = 3600)
    long rememberSeconds() default 60;

    @AttributeDefinition(
            name = "Logins that are remembered",
            description = "How many right logins Stagedoor remembers at most.",
            min = "1",
            max = "1000000")
    @Range(least = 1, most = 1_000_000)
    long rememberedLogins() default 10_000;
}
