package io.stagedoor.auth.jwt.internal;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The published test vectors in the folder that an environment variable names. */
public record Vectors(Path folder) {

    static final String VARIABLE = "STAGEDOOR_VECTORS";

    /** Empty, and says so where everyone sees it, without the folder. */
    public static Optional<Vectors> find() {
        String folder = System.getenv(VARIABLE);
        if (folder != null && !folder.isBlank()) {
            return Optional.of(new Vectors(Path.of(folder)));
        }
        String message = "SKIPPED: the published vectors; set " + VARIABLE + " to the folder that has them";
        System.out.println(message);
        System.err.println(message);
        return Optional.empty();
    }

    public byte[] bytes(String file) {
        try {
            return Files.readAllBytes(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String text(String file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    public Map<String, Object> json(String file) {
        return parse(text(file));
    }

    public List<Path> files(String under, String pattern) {
        try (Stream<Path> files = Files.walk(folder.resolve(under))) {
            List<Path> found = files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches(pattern))
                    .map(folder::relativize)
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new AssertionError("no " + pattern + " in " + folder.resolve(under));
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Object> parse(String text) {
        try {
            return JSONObjectUtils.parse(text);
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("unchecked")
    public static List<Map<String, Object>> list(Map<String, Object> json, String key) {
        return (List<Map<String, Object>>) json.getOrDefault(key, List.of());
    }

    /** Empty if there is none, or something else. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> map(Map<String, Object> json, String key) {
        return json.get(key) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /** What an operator could configure of a JWK, or of a set of them: keys for HS256, where none is of another kind. */
    static List<byte[]> hs256Keys(Map<String, Object> jwk) {
        List<Map<String, Object>> jwks = jwk.containsKey("keys") ? list(jwk, "keys") : List.of(jwk);
        if (!jwks.stream().allMatch(one -> "oct".equals(one.get("kty")))) {
            return List.of();
        }
        return jwks.stream()
                .filter(one -> one.getOrDefault("alg", "HS256").equals("HS256"))
                .map(one -> new Base64URL((String) one.get("k")).decode())
                .toList();
    }

    /** Every text in a JSON value that could be a token, wherever it stands. */
    static List<String> tokens(Object json) {
        if (json instanceof Map<?, ?> map) {
            return map.values().stream()
                    .flatMap(value -> tokens(value).stream())
                    .toList();
        }
        if (json instanceof List<?> list) {
            return list.stream().flatMap(value -> tokens(value).stream()).toList();
        }
        return json instanceof String text && text.contains(".") ? List.of(text) : List.of();
    }

    static byte[] concat(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
