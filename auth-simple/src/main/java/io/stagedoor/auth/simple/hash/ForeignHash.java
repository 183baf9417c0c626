package io.stagedoor.auth.simple.hash;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises hashes that no {@link PasswordHash} reads, by their form. Whoever takes one for a password lets everyone in who has
 * seen the file. What has no form of its own cannot be told from a password: bare hexadecimal digits, and the 13 characters of the
 * oldest {@code crypt}.
 */
public final class ForeignHash {

    /** What tools and people put before a hash: blanks, quotation marks, and the marks of a locked account. */
    private static final String BEFORE = "[\\s\\p{Z}\\p{C}\"'`!*]*+";

    private static final String FAMILY =
            "(?<kind>argon2(id|i|d)?|bcrypt|blake2[bs]?|crypt|md[45]|pbkdf2|phpass|scram|scrypt"
                    + "|s?sha[-_]?[0-9]{1,3}|yescrypt)(?![a-z])[a-z0-9_.,+-]{0,40}+";

    /** The beginnings of hashes, from the first character on; {@code kind} is what the form says about it. */
    private static final List<Pattern> FORMS = List.of(
            form("\\$++(?<kind>[a-z0-9][a-z0-9_,=./+-]{0,40}+)\\$"),
            form("\\{(?<kind>[a-z0-9][^{}]{0,40}+)\\}"),
            form(FAMILY + "(:[a-z0-9_:-]{0,40}+)?\\$"),
            form(FAMILY + "(:[a-z0-9_-]{1,20}+)?:[0-9]{1,9}+:"),
            form("(?<=\\*)(?<kind>)[0-9A-F]{40}\\s*+$"),
            form("(?<kind>)(0x0[12]00|0x24412430)[0-9a-f]{40,512}+\\s*+$"),
            form("(?<kind>)S:[0-9A-F]{60}(;|\\s*+$)"),
            form("(?<kind>)AQAAAA[a-z0-9+/]{54,512}+=*+\\s*+$"),
            form("(?<kind>)grub\\.pbkdf2\\.[a-z0-9]{1,10}+\\.[0-9]{1,9}+\\."),
            form("(?<kind>md5)[0-9a-f]{32}\\s*+$"),
            form("[^:]*+:(?<kind>)[0-9a-f]{32}\\s*+$"));

    /** Names that may be shown. Any other might be part of a password after all. */
    private static final Pattern KNOWN = Pattern.compile(
            "1|2[abxy]?|3|5|6|7|apr1|argon2(id|i|d)?|bcrypt(-sha256)?|gy|h|p|pbkdf2(-sha(1|256|512))?|s|scrypt|sha1|y"
                    + "|s?(md[45]|sha([-_]?[0-9]{1,3})?)|(blf-|des-|md5-|sha256-|sha512-)?crypt|noop|plain|cleartext"
                    + "|blake2[bs]?|phpass|scram|yescrypt");

    private ForeignHash() {}

    private static Pattern form(String form) {
        return Pattern.compile(BEFORE + form, Pattern.CASE_INSENSITIVE);
    }

    /**
     * What kind of hash a text is, if it is one that cannot be verified.
     *
     * @param text all that stands behind a user's name
     * @return such as {@code apr1}, in lower case; {@code unknown} for a kind without a well-known name, since it may be part of a
     *     password. Empty for what is no such hash
     */
    public static Optional<String> kindOf(String text) {
        for (Pattern form : FORMS) {
            Matcher matcher = form.matcher(text);
            if (matcher.lookingAt()) {
                String kind = matcher.group("kind").toLowerCase(Locale.ROOT);
                return Optional.of(KNOWN.matcher(kind).matches() ? kind : "unknown");
            }
        }
        return Optional.empty();
    }
}
