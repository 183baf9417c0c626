package com.red5pro.server.plugin.simpleauth;

import com.red5pro.server.plugin.simpleauth.datasource.impl.Red5ProFileAuthenticationValidator;
import com.red5pro.server.plugin.simpleauth.datasource.impl.jwt.JwtAuthenticator;
import com.red5pro.server.plugin.simpleauth.datasource.impl.roundtrip.RoundTripAuthValidator;
import com.red5pro.server.plugin.simpleauth.interfaces.IAuthenticationValidator;
import io.stagedoor.red5.hook.Declaration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What beans hold, as texts, and their validators. */
final class Values {

    private static final String VALIDATOR = "validator";

    private Values() {}

    static void put(Map<String, Object> values, String key, @Nullable String value) {
        if (value == null) {
            values.remove(key);
        } else {
            values.put(key, value);
        }
    }

    /** By the exact class: what extends one of these judges by code of its own. */
    static Map<String, Object> of(IAuthenticationValidator validator) {
        Class<?> type = validator.getClass();
        if (type == JwtAuthenticator.class) {
            return with("jwt", ((JwtAuthenticator) validator).values());
        }
        if (type == Red5ProFileAuthenticationValidator.class) {
            return with("file", ((Red5ProFileAuthenticationValidator) validator).values());
        }
        if (type == RoundTripAuthValidator.class) {
            return with("roundtrip", ((RoundTripAuthValidator) validator).values());
        }
        return with(
                "custom", Map.of("validatorClass", type.getName(), Declaration.CHECK, new ValidatorCall(validator)));
    }

    private static Map<String, Object> with(String kind, Map<String, ?> values) {
        Map<String, Object> all = new HashMap<>(values);
        all.put(VALIDATOR, kind);
        return all;
    }
}
