package io.stagedoor.core.output;

import io.stagedoor.core.audit.AuditLine;

/**
 * A line on its way to an output.
 *
 * @param number counts the lines of that output from 1, those included that it has lost: a gap shows a loss
 * @param line what is told
 * @param json the same as one JSON object with a line's end, in ASCII
 */
record Message(long number, AuditLine line, byte[] json) {

    /**
     * How long the JSON may be. A pipe takes so much in one piece (PIPE_BUF of Linux), so that no other line gets into the middle; and syslog servers take 8 KiB as a rule.
     */
    static final int MOST = 4096;

    /**
     * Formats a line.
     *
     * @throws RuntimeException if it cannot be formatted: the code is wrong
     */
    static Message of(long number, AuditLine line) {
        return new Message(number, line, line.json(MOST));
    }
}
