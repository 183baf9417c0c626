package io.stagedoor.cli.rtmp;

/**
 * How much media a client has received so far.
 *
 * @param audio number of audio messages
 * @param video number of video messages
 * @param bytes their bodies' length in bytes
 */
public record Received(long audio, long video, long bytes) {}
