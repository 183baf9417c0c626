package io.stagedoor.cli.key;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.stagedoor.auth.support.file.FileReplacement;
import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.command.QuietOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stagedoor key new}. */
@Command(
        name = "new",
        description = "Creates a private key, and a JWK set with its public key beside it.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class NewKeyCommand implements Callable<Integer> {

    private static final int LINE = 64;
    private static final String KID = "[A-Za-z0-9._-]{1,64}";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--file",
            required = true,
            paramLabel = "FILE",
            description =
                    "File to create for the private key, readable by its owner only. The public key goes into a file of"
                            + " the same name that ends with .jwks. An existing file is never overwritten.")
    private Path file;

    @Option(
            names = "--alg",
            paramLabel = "NAME",
            defaultValue = "ES256",
            description = "What it signs with: RS256, ES256, EdDSA, PS256, or one of these with 384 or 512. Default:"
                    + " ${DEFAULT-VALUE}.")
    private String algorithm;

    @Option(
            names = "--kid",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Name of the key, for the kid of tokens. Default: its thumbprint.")
    private String kid;

    @Mixin
    private QuietOption quiet;

    NewKeyCommand() {}

    @Override
    public Integer call() {
        KeyKind kind = KeyKind.named(algorithm)
                .orElseThrow(() -> wrong("--alg: '" + algorithm + "' is not an algorithm (use "
                        + Stream.of(KeyKind.values())
                                .map(one -> one.algorithm().getName())
                                .collect(Collectors.joining(", "))
                        + ")"));
        if (!kid.isEmpty() && !kid.matches(KID)) {
            throw wrong("--kid: a name is 1 to 64 letters, digits and the characters . _ -");
        }
        Path publicFile = PrivateKeyFile.publicFile(file);
        if (Files.exists(publicFile)) {
            throw exists(publicFile);
        }
        KeyPair keys = kind.generate();
        JWK jwk = kind.jwk(keys.getPublic(), kid);
        create(file, pem(keys.getPrivate().getEncoded()));
        create(publicFile, JSONObjectUtils.toJSONString(new JWKSet(jwk).toJSONObject(true)) + "\n");
        PrintWriter out = quiet.notes();
        out.println("Wrote a new private key to " + file.toAbsolutePath().normalize());
        out.println("Wrote its public key to " + publicFile.toAbsolutePath().normalize() + ": kid " + jwk.getKeyID()
                + ", " + algorithm);
        return 0;
    }

    private static String pem(byte[] key) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(key)
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static void create(Path file, String content) {
        try {
            FileReplacement.create(file, content.getBytes(StandardCharsets.US_ASCII));
        } catch (FileAlreadyExistsException e) {
            throw exists(file);
        } catch (NoSuchFileException e) {
            throw new CommandException("--file: no such folder: "
                    + file.toAbsolutePath().normalize().getParent() + "; make it first");
        } catch (IOException e) {
            throw new CommandException("--file: " + file + " cannot be written: " + e, e);
        }
    }

    private static CommandException exists(Path file) {
        return new CommandException("--file: " + file + " exists already, and is not overwritten; choose a new file");
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
