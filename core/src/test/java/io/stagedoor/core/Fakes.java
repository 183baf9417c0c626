package io.stagedoor.core;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.Function;

/** Stand-ins for large interfaces. */
public final class Fakes {

    private Fakes() {}

    /** An object of an interface: methods that are not in the map do what the interface says by default, or answer nothing. */
    public static <T> T fake(Class<T> type, Map<String, Function<Object[], Object>> answers) {
        InvocationHandler handler = (self, method, arguments) -> switch (method.getName()) {
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            case "toString" -> type.getSimpleName();
            default ->
                answers.containsKey(method.getName())
                        ? answers.get(method.getName()).apply(arguments == null ? new Object[0] : arguments)
                        : method.isDefault()
                                ? InvocationHandler.invokeDefault(self, method, arguments)
                                : nothing(method);
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object nothing(Method method) {
        Class<?> type = method.getReturnType();
        if (type == boolean.class) {
            return false;
        }
        return type == int.class ? (Object) 0 : type == long.class ? (Object) 0L : null;
    }
}
