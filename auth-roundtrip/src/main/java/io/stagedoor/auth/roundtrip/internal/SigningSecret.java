package io.stagedoor.auth.roundtrip.internal;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.key.SigningKey;
import io.stagedoor.auth.support.property.Properties;
import java.nio.file.Path;
import java.util.Optional;

/** The secret that requests are signed with, by the rules for secrets that tokens are signed with. */
final class SigningSecret {

    private static final String TEXT = "signingSecret";
    private static final String FILE = "signingSecretFile";

    private SigningSecret() {}

    /**
     * The secret of this moment.
     *
     * @return empty if none is configured
     * @throws IllegalArgumentException naming the property, what is wrong with it and what to do; never the secret
     */
    static Optional<Secret> of(Properties properties) {
        String text = properties.secret(TEXT);
        Optional<Path> file = FileProperty.path(properties, FILE);
        if (!text.isEmpty() && file.isPresent()) {
            throw new IllegalArgumentException(
                    TEXT + ", " + FILE + ": both are set; remove one of them, or both to send no signature");
        }
        return file.map(path -> SigningKey.ofFile(FILE, FileProperty.content(FILE, path), " (in " + path + ")"))
                .or(() -> text.isEmpty() ? Optional.empty() : Optional.of(SigningKey.ofText(TEXT, text)));
    }
}
