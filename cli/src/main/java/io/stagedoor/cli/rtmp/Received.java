package io.stagedoor.cli.rtmp;

/**
 * How much media a client has received so far.
 *
 * @param audio number of audio messages
 * @param video number of video messages
 * @param bytes their bodies' length in bytes
 * @param widestGapMillis the largest step from the time of one message to that of the next of its kind
 */
public record Received(long audio, long video, long bytes, long widestGapMillis) {}
