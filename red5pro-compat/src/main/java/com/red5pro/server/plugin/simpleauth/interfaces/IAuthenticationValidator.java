package com.red5pro.server.plugin.simpleauth.interfaces;

/** Judges clients of an application by code of the application's own. A bean of the application, named by its {@code simpleAuthSecurity}. */
public interface IAuthenticationValidator {

    /** Called by Spring, as the bean's {@code init-method}. */
    void initialize();

    /**
     * Whether a client may come in. Called on threads made for it, many at once; what is thrown is a refusal, as is an answer that comes too
     * late. {@code Red5.getConnectionLocal()} is the connection, where there is one.
     *
     * @param username what the client sent, not blank
     * @param password what the client sent, not blank
     * @param rest the connect arguments behind these two, where the client sent such; else one map of all parameters
     */
    boolean onConnectAuthenticate(String username, String password, Object[] rest);
}
