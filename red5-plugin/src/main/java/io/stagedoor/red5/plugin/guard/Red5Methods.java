package io.stagedoor.red5.plugin.guard;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The methods that a client could call on an object by Red5's reflection, though no application offers them: those that
 * classes of Red5 and of the JDK declare. With {@code setCanConnect(false)} any viewer could close an application.
 */
final class Red5Methods {

    /** What RTMP clients call as a matter of course, and what says nothing of streams, and does nothing to them. */
    private static final Set<String> HARMLESS =
            Set.of("FCPublish", "FCUnpublish", "FCSubscribe", "_checkbw", "checkBandwidth", "measureBandwidth");

    private static final ClassValue<Set<String>> DECLARED = new ClassValue<>() {
        @Override
        protected Set<String> computeValue(Class<?> type) {
            Set<String> names = new HashSet<>();
            collect(type, names);
            names.removeAll(HARMLESS);
            return Set.copyOf(names);
        }
    };

    private static final ClassValue<Set<String>> CALLABLE = new ClassValue<>() {
        @Override
        protected Set<String> computeValue(Class<?> type) {
            return Arrays.stream(type.getMethods()).map(Method::getName).collect(Collectors.toUnmodifiableSet());
        }
    };

    private Red5Methods() {}

    /** Whether an object has a method of that name that Red5 could call, whatever it takes. */
    static boolean has(Object target, String method) {
        return CALLABLE.get(target.getClass()).contains(method);
    }

    /** Whether the method is one of Red5's own on this object, and not a harmless one. */
    static boolean declares(Object target, String method) {
        return DECLARED.get(target.getClass()).contains(method);
    }

    private static void collect(Class<?> type, Set<String> names) {
        if (type == null) {
            return;
        }
        if (isServer(type)) {
            Arrays.stream(type.getDeclaredMethods()).forEach(method -> names.add(method.getName()));
        }
        collect(type.getSuperclass(), names);
        for (Class<?> implemented : type.getInterfaces()) {
            collect(implemented, names);
        }
    }

    private static boolean isServer(Class<?> type) {
        String name = type.getName();
        return name.startsWith("org.red5.") || name.startsWith("java.") || name.startsWith("org.springframework.");
    }
}
