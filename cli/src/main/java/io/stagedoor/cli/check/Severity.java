package io.stagedoor.cli.check;

/** How bad a {@link Finding} is; the worst comes first. */
enum Severity {
    /** Something does not work, or refuses clients. */
    ERROR,
    /** It works, and is perhaps not meant. */
    WARNING,
    /** Nothing is wrong. */
    NOTE
}
