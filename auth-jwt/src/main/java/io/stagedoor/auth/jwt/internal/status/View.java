package io.stagedoor.auth.jwt.internal.status;

import java.util.List;

/**
 * An issuer at one moment. Immutable.
 *
 * @param name empty as long as no configuration was good
 * @param issuer what {@code iss} must be; empty as long as no configuration was good
 * @param problem empty for none
 */
public record View(String name, String issuer, String problem, List<KeyStatus> keys, List<PlaceStatus> places) {

    public View {
        keys = List.copyOf(keys);
        places = List.copyOf(places);
    }
}
