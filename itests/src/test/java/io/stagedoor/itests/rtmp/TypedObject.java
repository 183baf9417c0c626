package io.stagedoor.itests.rtmp;

import java.util.Map;

/**
 * An AMF object that names a class of the receiver.
 *
 * @param className the class that the receiver shall create
 * @param properties what it shall set
 */
public record TypedObject(String className, Map<String, Object> properties) {}
