package com.red5pro.server.plugin.simpleauth.datasource.impl.roundtrip;

import com.red5pro.server.plugin.simpleauth.interfaces.IAuthenticationValidator;
import java.util.HashMap;
import java.util.Map;

/** The bean {@code roundTripValidator}: which backend is asked. Holds values only; it judges nobody itself. */
public class RoundTripAuthValidator implements IAuthenticationValidator {

    private final Map<String, Object> values = new HashMap<>();

    /** Taken, and not needed. */
    public void setAdapter(Object adapter) {}

    /** Taken, and not needed. */
    public void setContext(Object context) {}

    public void setProtocol(String protocol) {
        put("protocol", protocol);
    }

    public void setHost(String host) {
        put("host", host);
    }

    public void setPort(String port) {
        put("port", port);
    }

    public void setValidateCredentialsEndPoint(String path) {
        put("validateCredentialsEndPoint", path);
    }

    public void setInvalidateCredentialsEndPoint(String path) {
        put("invalidateCredentialsEndPoint", path);
    }

    public void setClientTokenRequired(boolean required) {
        values.put("clientTokenRequired", required);
    }

    public void setLazyAuth(boolean lazy) {
        values.put("lazyAuth", lazy);
    }

    private void put(String key, String value) {
        if (value == null) {
            values.remove(key);
        } else {
            values.put(key, value);
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
