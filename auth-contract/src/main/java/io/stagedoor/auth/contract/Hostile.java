package io.stagedoor.auth.contract;

import io.stagedoor.auth.Credentials;
import java.util.List;

/** Texts that have upset parsers. None of them is anybody's credentials. */
final class Hostile {

    private Hostile() {}

    static List<String> texts() {
        return List.of(
                "",
                " ",
                "undefined",
                "null",
                ".",
                "..",
                "...",
                "a.b.c",
                "a.b.c.d.e",
                "Bearer ",
                "Bearer Bearer x",
                "\0",
                "a\0b",
                "\r\n\r\nHTTP/1.1 200 OK",
                "\u0001\u001b[31m\u007f\u0085\u2028",
                "\ud800",
                "\udc00\ud800",
                "x\ud83d",
                "\ufeffx",
                "\u202egnp",
                "../../etc/passwd",
                "%00%2f%5c%",
                "${jndi:ldap://192.0.2.1/x}",
                "$[secret:x]",
                "' or '1'='1",
                "*)(uid=*",
                "{\"a\":".repeat(2000),
                "eyJhbGciOiJub25lIn0.eyJleHAiOjk5OTk5OTk5OTl9.",
                "eyJhbGciOiJub25lIn0.eyJleHAiOjk5OTk5OTk5OTl9.AA",
                "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjk5OTk5OTk5OTl9.AA",
                ".".repeat(100_000),
                "A".repeat(1_000_000),
                "\ud800".repeat(5000));
    }

    /** The text in each part of credentials, and in all parts. */
    static List<Credentials> credentials(String text) {
        return List.of(
                Credentials.of(text, null, null),
                Credentials.of(null, text, null),
                Credentials.of(null, null, text),
                Credentials.of(text, text, text));
    }

    /** What an error says of a text: its length, and how it begins. */
    static String printable(String text) {
        String beginning = text.substring(0, Math.min(20, text.length())).replaceAll("[^ -~]", "?");
        return text.length() + " characters beginning with " + beginning;
    }
}
