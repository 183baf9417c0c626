package io.stagedoor.core.settings;

import io.stagedoor.auth.support.property.Properties;
import java.time.Duration;

/**
 * The settings for RTMP clients that can send their credentials only with the name of the stream, as encoders do with the stream key.
 *
 * @param allowed whether a client that connects without credentials is let in provisionally, to be asked when it publishes or plays
 * @param time how long it may take until then
 * @param most how many such clients the server has at most
 */
public record StreamKeys(boolean allowed, Duration time, int most) {

    static StreamKeys of(Properties properties) {
        return new StreamKeys(
                properties.flag("streamNameAuth"),
                properties.duration("provisionalSeconds"),
                properties.count("maxProvisional"));
    }
}
