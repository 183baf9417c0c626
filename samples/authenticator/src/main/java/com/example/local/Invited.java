package com.example.local;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Lets in clients whose token is the code in a file. Each file {@code com.example.invite-NAME.cfg} makes one: its property
 * {@code authenticator.name} is the name, and {@code codeFile} the path of the file.
 */
@Component(
        configurationPid = "com.example.invite",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = Authenticator.LOCAL + ":Boolean=true")
@Designate(ocd = Invited.Settings.class, factory = true)
public final class Invited implements Authenticator {

    /** What a file may set, said once: the code below reads it here, "stagedoor check" and tools with forms read it in the jar. */
    @ObjectClassDefinition(name = "Invited", description = "Lets in clients whose token is the code in a file.")
    @interface Settings {

        @AttributeDefinition(name = "Name", description = "The name that an application's configuration uses.")
        String authenticator_name();

        @AttributeDefinition(name = "File of the code", description = "Path of the file that holds the code.")
        String codeFile();
    }

    /** Replaced as a whole, so that a decision never sees half a change. Without a code there is a problem. */
    private record State(Optional<Secret> code, String problem, long generation) {}

    private volatile State state = new State(Optional.empty(), "", 0);

    @Activate
    public Invited(Settings settings) {
        modified(settings);
    }

    /** Takes a changed configuration. Without this method, the service would go and come back for each change. */
    @Modified
    void modified(Settings settings) {
        long generation = state.generation() + 1;
        try {
            String file = settings.codeFile();
            String code = file == null ? "" : Files.readString(Path.of(file)).strip();
            state = code.isEmpty()
                    ? new State(Optional.empty(), "codeFile: is missing or empty; name a file with a code", generation)
                    : new State(Optional.of(Secret.of(code)), "", generation);
        } catch (IOException | IllegalArgumentException e) {
            state = new State(Optional.empty(), "codeFile: cannot be read; correct the path", generation);
        }
    }

    @Override
    public Decision authenticate(ConnectRequest request) {
        State now = state;
        Optional<Secret> token = request.credentials().token();
        if (now.code().isEmpty()) {
            return new Decision.Unavailable("not configured: " + now.problem());
        }
        if (token.isEmpty()) {
            return new Decision.Abstain();
        }
        // Secrets compare in constant time.
        return token.equals(now.code())
                ? new Decision.Allow(Grant.everything("guest"))
                : new Decision.Deny(Reason.BAD_CREDENTIALS, "another code");
    }

    /** Decisions depend on credentials only. */
    @Override
    public Optional<Set<String>> parameters() {
        return Optional.of(Set.of());
    }

    @Override
    public long generation() {
        return state.generation();
    }

    @Override
    public Optional<String> problem() {
        return Optional.of(state.problem()).filter(problem -> !problem.isEmpty());
    }
}
