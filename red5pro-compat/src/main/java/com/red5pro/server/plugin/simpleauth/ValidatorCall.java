package com.red5pro.server.plugin.simpleauth;

import com.red5pro.server.plugin.simpleauth.interfaces.IAuthenticationValidator;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.red5.server.api.IConnection;
import org.red5.server.api.Red5;

/** Asks a validator of an application's own, in the surroundings that it may expect: its class loader, and the connection. */
final class ValidatorCall implements Predicate<Map<String, Object>> {

    /** Where the connect arguments that are not user name and password begin. */
    private static final int REST = 2;

    private final IAuthenticationValidator validator;

    ValidatorCall(IAuthenticationValidator validator) {
        this.validator = validator;
    }

    @Override
    public boolean test(Map<String, Object> call) {
        if (!(call.get("username") instanceof String username) || !(call.get("password") instanceof String password)) {
            return false;
        }
        ClassLoader loaderBefore = Thread.currentThread().getContextClassLoader();
        IConnection connectionBefore = Red5.getConnectionLocal();
        try {
            Red5.setConnectionLocal(call.get("connection") instanceof IConnection connection ? connection : null);
            Thread.currentThread().setContextClassLoader(validator.getClass().getClassLoader());
            return validator.onConnectAuthenticate(username, password, rest(call));
        } finally {
            Red5.setConnectionLocal(connectionBefore);
            Thread.currentThread().setContextClassLoader(loaderBefore);
        }
    }

    private static Object[] rest(Map<String, Object> call) {
        if (call.get("arguments") instanceof Object[] arguments
                && arguments.length > REST
                && Arrays.stream(arguments).noneMatch(Map.class::isInstance)) {
            return Arrays.stream(arguments, REST, arguments.length)
                    .map(ValidatorCall::plain)
                    .toArray();
        }
        Map<String, Object> parameters = new HashMap<>();
        if (call.get("parameters") instanceof Map<?, ?> others) {
            others.forEach((name, value) -> parameters.put(String.valueOf(name), value));
        }
        for (String name : new String[] {"username", "password", "token"}) {
            if (call.get(name) != null) {
                parameters.put(name, call.get(name));
            }
        }
        return new Object[] {parameters};
    }

    /** A client can send an object of any class: no more than a value is handed on. */
    private static @Nullable Object plain(Object argument) {
        return argument instanceof String || argument instanceof Number || argument instanceof Boolean
                ? argument
                : null;
    }
}
