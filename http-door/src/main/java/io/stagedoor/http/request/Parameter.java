package io.stagedoor.http.request;

import io.stagedoor.hook.HttpRequest;
import java.util.List;
import java.util.Optional;

/** A parameter of a query that everybody reads alike: it stands there once, is spelled properly, and is what servlets are told. */
final class Parameter {

    private Parameter() {}

    /**
     * The value of a parameter of a request that has no body to read it from.
     *
     * @param name of characters that need no code
     * @return empty if it is not there just once, or if a part of the query cannot be read
     */
    static Optional<String> of(HttpRequest request, String name) {
        String found = null;
        for (String pair : request.query().split("&")) {
            int equals = pair.indexOf('=');
            Optional<String> key = decode(equals < 0 ? pair : pair.substring(0, equals));
            if (key.isEmpty()) {
                return Optional.empty();
            }
            if (key.get().equals(name)) {
                Optional<String> value = decode(equals < 0 ? "" : pair.substring(equals + 1));
                if (found != null || value.isEmpty()) {
                    return Optional.empty();
                }
                found = value.get();
            }
        }
        // A container may decode by another charset, or add parameters of its own.
        return found != null && request.parameters(name).equals(List.of(found)) ? Optional.of(found) : Optional.empty();
    }

    private static Optional<String> decode(String spelled) {
        return PercentCode.decode(spelled.replace('+', ' '));
    }
}
