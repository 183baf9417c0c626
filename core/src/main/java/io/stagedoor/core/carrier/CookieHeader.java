package io.stagedoor.core.carrier;

import org.jspecify.annotations.Nullable;

/** The header {@code Cookie} as a carrier of credentials (RFC 6265 §4.2.1). */
public final class CookieHeader {

    private CookieHeader() {}

    /**
     * Adds the cookies {@code username}, {@code password} and {@code token}; no other one concerns an authenticator. Quotes around a
     * value are taken off, and what scripts have to encode is decoded once: {@code %} only, {@code +} is itself. Another carrier
     * outranks them, see {@link ClientParameters}.
     *
     * @param header the value of one header; may be anything a client sends, and {@code null}
     */
    public static void read(@Nullable String header, ClientParameters into) {
        if (header == null || !into.from("cookies").takes(header)) {
            return;
        }
        for (String cookie : header.split(";")) {
            int equals = cookie.indexOf('=');
            String name = equals < 0 ? "" : cookie.substring(0, equals).strip();
            if (ClientParameters.CREDENTIALS.contains(name)) {
                String value = unquoted(cookie.substring(equals + 1).strip());
                into.addCookie(name, QueryString.decodeKeepingPlus(value));
            }
        }
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
