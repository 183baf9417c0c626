package io.stagedoor.host.felix;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * An object whose type is in a bundle: the API of such a service must not be on the class path of this code, or neither side would see
 * the other's.
 *
 * @param object {@code null} for none
 */
record Reflected(@Nullable Object object) {

    /** A service; empty if nobody has registered it. */
    static Optional<Reflected> service(BundleContext context, String type) {
        ServiceReference<?> reference = context.getServiceReference(type);
        return Optional.ofNullable(reference).map(one -> new Reflected(context.getService(one)));
    }

    /** The object; only where there is one. */
    Object value() {
        return requireNonNull(object);
    }

    /**
     * Calls a public method.
     *
     * @throws IllegalStateException if the type has none like it: another version of the bundle has another API
     */
    Reflected call(String name, @Nullable Object... arguments) {
        Object called = requireNonNull(object, name);
        Method method = Arrays.stream(called.getClass().getMethods())
                .filter(one -> one.getName().equals(name) && fits(one.getParameterTypes(), arguments))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(called.getClass().getName() + " has no method " + name));
        try {
            method.setAccessible(true); // the class is not public, its interface is
            return new Reflected(method.invoke(called, arguments));
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(String.valueOf(e.getCause()), e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean fits(Class<?>[] types, @Nullable Object[] arguments) {
        if (types.length != arguments.length) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            if (arguments[i] != null && !types[i].isPrimitive() && !types[i].isInstance(arguments[i])) {
                return false;
            }
        }
        return true;
    }

    /** The value of a public field, as data transfer objects have them. */
    Object field(String name) {
        Object read = requireNonNull(object, name);
        try {
            return read.getClass().getField(name).get(read);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(read.getClass().getName() + " has no field " + name, e);
        }
    }
}
