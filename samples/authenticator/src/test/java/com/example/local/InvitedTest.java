package com.example.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.contract.CredentialsContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of authenticators that judge credentials, and what a wrong setting does. */
class InvitedTest extends CredentialsContract {

    private static final String CODE = "open-5esame";

    @TempDir
    private Path folder;

    @Override
    protected Authenticator authenticator() {
        return new Invited(settings());
    }

    @Override
    protected Credentials good() {
        return Credentials.of(null, null, CODE);
    }

    @Override
    protected Credentials bad(String canary) {
        return Credentials.of(canary, canary, canary);
    }

    @Override
    protected List<String> secrets() {
        return List.of(CODE);
    }

    @Test
    void a_wrong_setting_keeps_everyone_out_until_it_is_corrected() {
        Invited authenticator = new Invited(settings(folder.resolve("missing").toString()));
        assertThat(authenticator.authenticate(request(good()))).isInstanceOf(Decision.Unavailable.class);
        assertThat(authenticator.problem()).hasValueSatisfying(problem -> assertThat(problem).contains("codeFile"));

        authenticator.modified(settings(null));
        assertThat(authenticator.authenticate(request(good()))).isInstanceOf(Decision.Unavailable.class);
        assertThat(authenticator.problem()).hasValueSatisfying(problem -> assertThat(problem).contains("codeFile"));

        long before = authenticator.generation();
        authenticator.modified(settings());
        assertThat(authenticator.authenticate(request(good()))).isInstanceOf(Decision.Allow.class);
        assertThat(authenticator.problem()).isEmpty();
        assertThat(authenticator.generation()).isNotEqualTo(before);
    }

    private Invited.Settings settings() {
        try {
            return settings(Files.writeString(folder.resolve("code"), CODE + "\n").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As Declarative Services makes them: {@code null} for what the file does not set. */
    private static Invited.Settings settings(String codeFile) {
        return new Invited.Settings() {
            @Override
            public String authenticator_name() {
                return "party";
            }

            @Override
            public String codeFile() {
                return codeFile;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return Invited.Settings.class;
            }
        };
    }
}
