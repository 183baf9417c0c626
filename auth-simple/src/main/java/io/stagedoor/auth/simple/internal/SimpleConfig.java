package io.stagedoor.auth.simple.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration as people write it; {@link Settings} is its checked form. */
@ObjectClassDefinition(
        name = "Simple authenticator",
        description = "Lets clients in by user name and password, from a credentials file.")
@interface SimpleConfig {

    @AttributeDefinition(name = "Name", description = "What an application's authenticator property refers to.")
    String name();

    @AttributeDefinition(
            name = "Credentials file",
            description = "Path of the file with one user a line; a relative one begins at RED5_HOME.")
    String credentialsFile() default "conf/simple-auth-plugin.credentials";

    @AttributeDefinition(
            name = "Poll interval",
            description =
                    "How often the file is looked at, in milliseconds; up to 500 a change is in force within 2 s.",
            min = "50",
            max = "60000")
    long pollMillis() default 250;

    @AttributeDefinition(
            name = "Failures",
            description = "So many wrong passwords for one account from one address hold the two. 0: never.",
            min = "0",
            max = "1000")
    long throttleFailures() default 5;

    @AttributeDefinition(
            name = "Window for failures",
            description = "Within so many minutes failures count together.",
            min = "1",
            max = "1440")
    long throttleWindowMinutes() default 15;

    @AttributeDefinition(
            name = "Hold",
            description = "For so many minutes account and address are then held: refused unseen.",
            min = "1",
            max = "1440")
    long throttleHoldMinutes() default 15;

    @AttributeDefinition(
            name = "Failures of an account",
            description =
                    "So many wrong passwords for one account from all addresses, without a right one between them, hold"
                            + " it for addresses from which it was not used before. 0: never.",
            min = "0",
            max = "1000000")
    long throttleAccountFailures() default 100;

    @AttributeDefinition(
            name = "Hold of an account",
            description = "So many minutes after the last of these failures the account is free again.",
            min = "1",
            max = "43200")
    long throttleAccountHoldMinutes() default 1440;

    @AttributeDefinition(
            name = "Failures that are remembered",
            description = "How many accounts, and how many pairs of account and address, are counted at most.",
            min = "100",
            max = "10000000")
    long throttleEntries() default 20_000;

    @AttributeDefinition(
            name = "Hashes at once",
            description = "How many passwords are hashed at the same time. 0: as many as there are processors.",
            min = "0",
            max = "256")
    long maxConcurrentHashes() default 0;

    @AttributeDefinition(
            name = "Wait for a hash",
            description = "How many milliseconds a login may wait for its turn, and never beyond its deadline.",
            min = "0",
            max = "60000")
    long hashWaitMillis() default 1000;

    @AttributeDefinition(
            name = "Memory for logins",
            description = "For so many seconds a right login is not hashed again. 0: it always is.",
            min = "0",
            max = "3600")
    long rememberSeconds() default 60;

    @AttributeDefinition(
            name = "Logins that are remembered",
            description = "How many right logins are remembered at most.",
            min = "1",
            max = "1000000")
    long rememberedLogins() default 10_000;
}
