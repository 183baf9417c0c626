package io.stagedoor.cli.token;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a token is to say. A text that is empty and a list that is empty are left out of it.
 *
 * @param subject who it is for ({@code sub})
 * @param name the user's full name ({@code name})
 * @param issuer who made it ({@code iss})
 * @param audiences whom it is for ({@code aud})
 * @param roles values of {@code roles}, such as {@code red5-publisher}
 * @param transports values of {@code red5-transport}, such as {@code RTMP}
 * @param rooms values of {@code red5-room}
 * @param others claims besides, none that another component makes: texts, numbers, booleans, lists and maps
 * @param expires until when it is good ({@code exp}), to the second
 */
public record TokenRequest(
        String subject,
        String name,
        String issuer,
        List<String> audiences,
        List<String> roles,
        List<String> transports,
        List<String> rooms,
        Map<String, Object> others,
        Instant expires) {

    /** The claims that the other components make. */
    public static final Set<String> NAMES =
            Set.of("sub", "name", "iss", "aud", "roles", "red5-transport", "red5-room", "iat", "exp");

    /** The role that may publish. */
    public static final String PUBLISHER = "red5-publisher";

    /** The role that may play. */
    public static final String SUBSCRIBER = "red5-subscriber";

    /** Rejects {@code null}; copies the lists. */
    public TokenRequest {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(issuer, "issuer");
        audiences = List.copyOf(audiences);
        roles = List.copyOf(roles);
        transports = List.copyOf(transports);
        rooms = List.copyOf(rooms);
        others = Map.copyOf(others);
        Objects.requireNonNull(expires, "expires");
    }
}
