package io.stagedoor.cli.secret;

import io.stagedoor.cli.command.CommandException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a configuration takes a secret from.
 *
 * @param end what the property of a previous secret ends with: {@code file} or {@code secret}
 * @param value what the property says, to be written elsewhere as it is
 * @param file the file that holds the secret; empty if it stands in the configuration itself
 */
record SecretPlace(String property, String end, String value, Optional<Path> file) {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern STAMPED = Pattern.compile("(.+?)(-[0-9]{8}T[0-9]{6}Z)?(\\.[^.]*)?");
    private static final Pattern MOUNTED = Pattern.compile("\\$\\[secret:([^\\]/\\\\;]+)\\]");
    private static final String ROOT = "${red5.root}/";

    /** Of the current secret. */
    static SecretPlace current(ConfigFile config) {
        boolean inFile = !config.get("jwtSecretFile").isBlank();
        if (inFile != config.get("jwtSecret").isEmpty()) {
            throw new CommandException("--config: " + config.path()
                    + " is not a configuration of a JWT authenticator: set either jwtSecret or jwtSecretFile");
        }
        return inFile
                ? of(
                        config,
                        "jwtSecretFile",
                        "file",
                        config.get("jwtSecretFile").strip())
                : of(config, "jwtSecret", "secret", config.get("jwtSecret"));
    }

    /** The property of a previous secret. */
    static String key(String name, String end) {
        return "previousSecret." + name + "." + end;
    }

    /** Of a previous secret; empty if it cannot be told. */
    static Optional<SecretPlace> previous(ConfigFile config, String name) {
        for (String end : new String[] {"file", "secret"}) {
            String property = key(name, end);
            if (!config.get(property).isBlank()) {
                try {
                    return Optional.of(of(config, property, end, config.get(property)));
                } catch (CommandException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** The time as it stands in names. */
    static String stamp(Instant now) {
        return STAMP.format(now);
    }

    /** A place of the same kind for another secret: a new file beside the old one, which stays as it is. */
    SecretPlace successor(Instant now, String newSecret) {
        if (file.isEmpty()) {
            return new SecretPlace(property, end, newSecret, file);
        }
        String name = file.get().getFileName().toString();
        Matcher parts = STAMPED.matcher(name);
        if (!parts.matches() || value.lastIndexOf(name) < 0) {
            throw new CommandException(property + ": the name of the file cannot be changed; rotate by hand");
        }
        String next = parts.group(1) + "-" + stamp(now) + (parts.group(3) == null ? "" : parts.group(3));
        int at = value.lastIndexOf(name);
        String nextValue = value.substring(0, at) + next + value.substring(at + name.length());
        return new SecretPlace(property, end, nextValue, Optional.of(file.get().resolveSibling(next)));
    }

    private static SecretPlace of(ConfigFile config, String property, String end, String value) {
        if (end.equals("file")) {
            return new SecretPlace(property, end, value, Optional.of(path(config, property, value)));
        }
        Matcher mounted = MOUNTED.matcher(value);
        if (mounted.matches()) {
            Path file = home(config, property)
                    .resolve("stagedoor")
                    .resolve("secrets")
                    .resolve(mounted.group(1));
            return new SecretPlace(property, end, value, Optional.of(file));
        }
        if (value.contains("${") || value.contains("$[")) {
            throw new CommandException(property + ": reads the secret from a place that this command cannot write to;"
                    + " replace it there, and list the old one under previousSecrets by hand");
        }
        return new SecretPlace(property, end, value, Optional.empty());
    }

    private static Path path(ConfigFile config, String property, String value) {
        boolean inHome = value.startsWith(ROOT);
        String rest = inHome ? value.substring(ROOT.length()) : value;
        if (rest.contains("${") || rest.contains("$[") || rest.contains("\\")) {
            throw new CommandException(property + ": the path holds a variable or a backslash;"
                    + " write it without, or begin it with ${red5.root}");
        }
        try {
            Path path = Path.of(rest);
            return path.isAbsolute() && !inHome ? path : inHome(config, property, path);
        } catch (InvalidPathException e) {
            throw new CommandException(property + ": invalid path", e);
        }
    }

    private static Path inHome(ConfigFile config, String property, Path path) {
        Path file = home(config, property).resolve(path.toString());
        if (!Files.exists(file)) {
            throw new CommandException(property + ": no such file: " + file
                    + "; write an absolute path if the server's working directory is another one");
        }
        return file;
    }

    /** The folder that Red5 runs in, if the configuration lies where it belongs. */
    private static Path home(ConfigFile config, String property) {
        Path folder = config.path().resolveSibling("");
        if (!folder.endsWith(Path.of("stagedoor", "conf"))) {
            throw new CommandException(property + ": unknown Red5 folder, because the configuration is not in"
                    + " stagedoor/conf of a server; write an absolute path");
        }
        return folder.resolve("../..").normalize();
    }
}
