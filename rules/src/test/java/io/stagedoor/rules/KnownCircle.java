package io.stagedoor.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Set;

/**
 * Types of one package that name each other, and may.
 *
 * @param reason why
 */
record KnownCircle(String ofPackage, Set<String> types, String reason) {

    /** All that there are. A circle that is not here fails the build; one that is here and no longer a circle does too. */
    static final List<KnownCircle> ALL = List.of(
            new KnownCircle(
                    "io.stagedoor.auth",
                    Set.of("Decision", "Grant", "Limits", "StreamRequest"),
                    "A grant answers requests for streams: an authenticator that grants limits needs no code for streams."),
            new KnownCircle(
                    "io.stagedoor.red5.plugin.guard",
                    Set.of(
                            "Admission",
                            "ApplicationLocks",
                            "GuardedHandler",
                            "GuardedInvoker",
                            "PendingRoom",
                            "ProvisionalCalls",
                            "RoomResolver",
                            "StreamInvocation",
                            "StreamLock"),
                    "The admission puts these objects into Red5, and each asks the admission that made it."));

    boolean has(JavaClass type) {
        return type.getPackageName().equals(ofPackage) && types.contains(type.getSimpleName());
    }
}
