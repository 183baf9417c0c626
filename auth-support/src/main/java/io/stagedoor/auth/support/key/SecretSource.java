package io.stagedoor.auth.support.key;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.property.FileProperty;
import io.stagedoor.auth.support.property.Properties;
import java.nio.file.Path;
import java.util.Optional;

/** Where a configuration has a secret: in a property, or in a file that another property names. The rules are those of {@link SigningKey}. */
public sealed interface SecretSource {

    /**
     * The source that one of two properties names.
     *
     * @param textKey the property that holds the secret itself
     * @param fileKey the property that names a file
     * @return empty if none of them is set
     * @throws IllegalArgumentException if both are set, or one of them is wrong
     */
    static Optional<SecretSource> of(Properties properties, String textKey, String fileKey) {
        String text = properties.secret(textKey);
        Optional<FileProperty> file = FileProperty.of(properties, fileKey);
        if (!text.isEmpty() && file.isPresent()) {
            throw new IllegalArgumentException(textKey + ", " + fileKey + ": both are set; remove one of them");
        }
        return text.isEmpty()
                ? file.map(InFile::new)
                : Optional.of(new Literal(textKey, SigningKey.ofText(textKey, text)));
    }

    /**
     * As {@link #of}, of a secret that has to be there.
     *
     * @throws IllegalArgumentException if both properties are set or none, or one of them is wrong
     */
    static SecretSource required(Properties properties, String textKey, String fileKey) {
        return of(properties, textKey, fileKey)
                .orElseThrow(() ->
                        new IllegalArgumentException(textKey + ", " + fileKey + ": both are missing; set one of them"));
    }

    /** The property that says so. */
    String property();

    /**
     * The secret of this moment.
     *
     * @throws IllegalArgumentException naming the property, what is wrong and what to do; never the secret
     */
    Secret read();

    /** The file that the secret is in; empty for a secret that stands in the configuration itself. */
    Optional<Path> path();

    /** A secret that stands in the configuration itself. */
    record Literal(String property, Secret secret) implements SecretSource {
        @Override
        public Secret read() {
            return secret;
        }

        @Override
        public Optional<Path> path() {
            return Optional.empty();
        }
    }

    /** A secret in a file. */
    record InFile(FileProperty file) implements SecretSource {

        /** The whole content of the file at this moment; see {@link SigningKey#textOf}. */
        public byte[] content() {
            return file.content("the secret", SigningKey.MAX_FILE_BYTES);
        }

        /** The secret that this content of the file is. */
        public Secret secretOf(byte[] content) {
            return SigningKey.ofFile(file.property(), content, " (in " + file.path() + ")");
        }

        @Override
        public String property() {
            return file.property();
        }

        @Override
        public Secret read() {
            return secretOf(content());
        }

        @Override
        public Optional<Path> path() {
            return Optional.of(file.path());
        }
    }
}
