package com.red5pro.server.plugin.simpleauth.datasource.impl;

import com.red5pro.server.plugin.simpleauth.interfaces.IAuthenticationValidator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A bean that names the file with users and passwords. Holds values only; it judges nobody itself. */
public class Red5ProFileAuthenticationValidator implements IAuthenticationValidator {

    private @Nullable String dataSource;

    /** Taken, and not needed. */
    public void setContext(Object context) {}

    public void setDataSource(@Nullable String dataSource) {
        this.dataSource = dataSource;
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
        return dataSource == null ? Map.of() : Map.of("dataSource", dataSource);
    }
}
