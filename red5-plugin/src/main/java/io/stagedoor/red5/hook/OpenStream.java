package io.stagedoor.red5.hook;

/**
 * A stream or shared object that was allowed and has not ended.
 *
 * @param use {@link Use#PUBLISH}, {@link Use#PLAY} or {@link Use#SHARE}
 * @param name as Red5 has it, without a query
 * @since 3.0
 */
public record OpenStream(Use use, String name) {}
