package io.stagedoor.auth.jwt.internal.source;

import io.stagedoor.auth.jwt.internal.key.KeyName;
import io.stagedoor.auth.jwt.internal.remote.KeyPlace;
import io.stagedoor.auth.support.property.FileProperty;
import io.stagedoor.auth.support.property.Properties;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Where a configuration has the keys of an issuer.
 *
 * @param files those in files
 * @param remotes those on the web
 */
public record KeySources(List<KeySource> files, List<RemoteSource> remotes) {

    /** The property that names a place; {@code keys.NAME} are further ones. */
    private static final String KEYS = "keys";

    private static final String DISCOVERY = "discovery";
    private static final String SECRET = "secret:";
    private static final Pattern URL = Pattern.compile("(?i)[a-z][a-z0-9+.-]*://.*");

    public KeySources {
        files = List.copyOf(files);
        remotes = List.copyOf(remotes);
    }

    /**
     * The places that {@code keys} and {@code keys.NAME} name, in the order of these names.
     *
     * @throws IllegalArgumentException naming the property, what is wrong with it and what to do
     */
    public static KeySources of(Properties properties) {
        Set<String> names = new TreeSet<>();
        for (String property : properties.names()) {
            if (property.equals(KEYS) || property.startsWith(KEYS + ".")) {
                names.add(property);
            }
        }
        List<KeySource> files = new ArrayList<>();
        List<RemoteSource> remotes = new ArrayList<>();
        for (String property : names) {
            if (!properties.isSet(property)) {
                throw new IllegalArgumentException(property
                        + ": is empty; set it to a file with keys, the URL of a JWK set, or discovery, or remove it");
            }
            String value = properties.text(property);
            if (value.equalsIgnoreCase(DISCOVERY)) {
                List<String> hosts = properties.list("keysHosts", ',');
                KeyPlace place = KeyPlace.discovery(property, properties.required("issuer"), hosts);
                remotes.add(new RemoteSource(property, place, name(property)));
            } else if (URL.matcher(value).matches()) {
                remotes.add(new RemoteSource(property, KeyPlace.address(property, value), name(property)));
            } else {
                files.add(file(property, value));
            }
        }
        if (files.isEmpty() && remotes.isEmpty()) {
            throw new IllegalArgumentException(KEYS + ": is missing or empty; set it to discovery, to the URL of the"
                    + " issuer's JWK set, or to a file with its public keys");
        }
        return new KeySources(files, remotes);
    }

    private static String name(String property) {
        String name = property.equals(KEYS) ? "" : property.substring(KEYS.length() + 1);
        if (!name.isEmpty()) {
            KeyName.require(property, name);
        }
        return name;
    }

    private static KeySource file(String property, String value) {
        String name = name(property);
        boolean secret = value.startsWith(SECRET);
        FileProperty file = path(property, secret ? value.substring(SECRET.length()) : value);
        return secret ? new SecretFile(file, name) : new PublicKeyFile(file, name);
    }

    private static FileProperty path(String property, String path) {
        try {
            if (!path.isBlank()) {
                return new FileProperty(property, Path.of(path.strip()));
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(property + ": not a path; set it to the path of a file", e);
        }
        throw new IllegalArgumentException(property + ": " + SECRET + " names no file; write its path behind it");
    }
}
