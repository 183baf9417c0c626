package com.red5pro.server.plugin.simpleauth.datasource.impl.jwt;

import com.red5pro.server.plugin.simpleauth.interfaces.IAuthenticationValidator;
import java.util.HashMap;
import java.util.Map;

/** The bean {@code jwtAuthenticator}: by what tokens are judged. Holds values only; it judges nobody itself. */
public class JwtAuthenticator implements IAuthenticationValidator {

    private final Map<String, Object> values = new HashMap<>();

    /** Taken, and not needed. */
    public void setAdapter(Object adapter) {}

    /** Taken, and not needed. */
    public void setContext(Object context) {}

    public void setJwtSecret(String secret) {
        if (secret == null) {
            values.remove("jwtSecret");
        } else {
            values.put("jwtSecret", secret);
        }
    }

    public void setJwtTtlMinutes(long minutes) {
        values.put("jwtTtlMinutes", minutes);
    }

    public void setExpectedIssuer(String issuer) {
        if (issuer == null) {
            values.remove("expectedIssuer");
        } else {
            values.put("expectedIssuer", issuer);
        }
    }

    /** Does nothing. */
    @Override
    public void initialize() {}

    /** Refuses: clients are judged by the authenticator that is made of these values. */
    @Override
    public boolean onConnectAuthenticate(String username, String password, Object[] rest) {
        return false;
    }

    /** What was set. */
    public Map<String, Object> values() {
        return Map.copyOf(values);
    }
}
