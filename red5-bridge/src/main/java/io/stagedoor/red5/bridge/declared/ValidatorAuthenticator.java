package io.stagedoor.red5.bridge.declared;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A validator of the application itself. A client that it lets in may do everything. */
final class ValidatorAuthenticator implements Authenticator {

    private static final Logger LOG = LoggerFactory.getLogger(ValidatorAuthenticator.class);

    private final String name;
    private final Predicate<Map<String, Object>> check;
    private final Set<String> failures = ConcurrentHashMap.newKeySet();

    ValidatorAuthenticator(String name, Predicate<Map<String, Object>> check) {
        this.name = name;
        this.check = check;
    }

    @Override
    public Decision authenticate(ConnectRequest request) {
        Credentials credentials = request.credentials();
        if (credentials.username().isEmpty() || credentials.password().isEmpty()) {
            return new Decision.Abstain();
        }
        try {
            return check.test(call(request))
                    ? new Decision.Allow(Grant.everything(credentials.username().get()))
                    : new Decision.Deny(Reason.BAD_CREDENTIALS, "the application's own validator refused");
        } catch (Throwable t) { // somebody else's code; and what its message says may be a secret
            return failed(t);
        }
    }

    private Decision failed(Throwable t) {
        String kind = t.getClass().getName();
        StackTraceElement[] stack = t.getStackTrace();
        if (failures.add(kind)) {
            LOG.error(
                    "Validator '{}' threw {} at {}; the client was refused. Further ones of this kind are not logged.",
                    name,
                    kind,
                    stack.length == 0 ? "an unknown place" : stack[0]);
        }
        return new Decision.Unavailable("threw " + kind);
    }

    private static Map<String, Object> call(ConnectRequest request) {
        Map<String, Object> call = new HashMap<>();
        call.put("connectionId", request.connectionId());
        call.put("username", request.credentials().username().orElseThrow());
        call.put("password", request.credentials().password().orElseThrow().reveal());
        request.credentials().token().ifPresent(token -> call.put("token", token.reveal()));
        call.put("parameters", request.parameters());
        return call;
    }
}
