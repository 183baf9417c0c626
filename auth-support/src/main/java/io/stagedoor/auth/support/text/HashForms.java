package io.stagedoor.auth.support.text;

import java.util.List;

/**
 * Recognises hashes of passwords by their form. Hexadecimal digits alone are none: streams are named so. What stands behind a colon is
 * none either ({@code htdigest}), since a type of file may stand in front of it, as in {@code mp4:…}.
 */
final class HashForms {

    private static final int MAX_SCHEME = 24;
    private static final int MAX_IN_BRACES = 40;
    private static final int MAX_ROUNDS = 9;
    private static final int MIN_HASH = 8;
    private static final int MIN_HASH_WITHOUT_SCHEME = 16;
    private static final int MYSQL_HASH = 40;
    private static final String MD5 = "md5";
    private static final int MD5_HASH = 32;
    private static final String ORACLE = "s:";
    private static final int ORACLE_HASH = 60;
    private static final String ASP_NET = "AQAAAA";
    private static final int MIN_LONG = 60;
    /** What hexadecimal forms of SQL Server begin with, and MySQL's {@code $A$0}; behind it come so many digits at least. */
    private static final List<String> HEXADECIMAL = List.of("0x0100", "0x0200", "0x24412430");

    private static final int MIN_HEXADECIMAL = 40;
    private static final String GRUB = "grub.";
    /** What hashes begin with that have none of the characters that all others have. */
    private static final List<String> WORDS = List.of(MD5, "0x", ASP_NET, GRUB);

    private static final String SCRAM = "scram-";
    private static final String BEHIND_SCHEME = "&;,?# \t";
    /** What stands between braces begins so. */
    private static final List<String> BRACED = List.of(
            "sha",
            "ssha",
            "rsha",
            "mssha",
            "x-is",
            "md4",
            "md5",
            "smd5",
            "crypt",
            "pbkdf2",
            "pkcs5s2",
            "bcrypt",
            "blf-crypt",
            "blake2",
            "argon2",
            "scrypt",
            "yescrypt",
            "gost_yescrypt",
            "noop",
            "plain",
            "clear",
            "cram-md5",
            "digest-md5",
            "hmac-md5",
            "ns-mta-md5",
            "ldap",
            "des-crypt",
            SCRAM,
            "fshp|",
            "fshp0|",
            "fshp1|",
            "fshp2|",
            "fshp3|",
            "lanman",
            "ntlm",
            "nt",
            "xor",
            "rpa",
            "skey",
            "otp");
    /** What a word begins with that has its rounds, salt and hash behind it. */
    private static final List<String> NAMED = List.of(
            SCRAM, "pbkdf2", "argon2", "bcrypt", "blake2", "scrypt", "md5", "sha1", "sha2", "sha3", "sha5", "sha-",
            GRUB);

    private final DecodedText text;

    HashForms(DecodedText text) {
        this.text = text;
    }

    /** Whether a hash may begin at a place that has neither a dollar sign, a brace, an asterisk nor a colon in it. */
    static boolean mayBegin(String text, int at) {
        return WORDS.stream().anyMatch(word -> text.regionMatches(true, at, word, 0, word.length()));
    }

    /** Where the hash ends that begins at a place; -1 if none does. Looks at each character a few times at most, over all places. */
    int end(int at) {
        return switch (text.at(at)) {
            case '$' -> modularEnd(at);
            case '{' -> bracedEnd(at);
            case '*' -> hexEnd(at + 1, MYSQL_HASH);
            default -> isBase64Url(text.at(at - 1)) ? -1 : wordEnd(at);
        };
    }

    /** What begins as a word, by its first character: most words are none of these. */
    private int wordEnd(int at) {
        return switch (text.at(at)) {
            case 'm', 'M' -> md5End(at) >= 0 ? md5End(at) : namedEnd(at);
            case 's', 'S' ->
                text.startsWith(ORACLE, at) && hexEnd(at + ORACLE.length(), ORACLE_HASH) >= 0
                        ? oracleEnd(at)
                        : namedEnd(at);
            case 'a', 'A' -> text.hasAt(ASP_NET, at) ? aspNetEnd(at) : namedEnd(at);
            case 'p', 'P', 'b', 'B', 'g', 'G' -> namedEnd(at);
            case '0' -> hexadecimalEnd(at);
            default -> -1;
        };
    }

    /** {@code $2y$…}, {@code $argon2id$…}, {@code $apr1$…}, and what stands behind the name in {@code pbkdf2_sha256$…}. */
    private int modularEnd(int at) {
        int scheme = at + 1;
        while (scheme - at <= MAX_SCHEME && isBase64Url(text.at(scheme))) {
            scheme++;
        }
        if (text.at(scheme) != '$') {
            return -1;
        }
        int end = hashEnd(scheme + 1, "");
        return end - scheme > (scheme == at + 1 ? MIN_HASH_WITHOUT_SCHEME : MIN_HASH) ? end : -1;
    }

    /** {@code {SSHA}…}, {@code {x-issha, 1024}…}. */
    private int bracedEnd(int at) {
        int close = at + 1;
        while (close - at <= MAX_IN_BRACES && (isBase64Url(text.at(close)) || ".,@|+ ".indexOf(text.at(close)) >= 0)) {
            close++;
        }
        if (text.at(close) != '}' || BRACED.stream().noneMatch(scheme -> text.startsWith(scheme, at + 1))) {
            return -1;
        }
        // The parts of this one are behind commas.
        boolean scram = text.startsWith(SCRAM, at + 1);
        int end = close + 1;
        while (end < text.length() && (BEHIND_SCHEME.indexOf(text.at(end)) < 0 || scram && text.at(end) == ',')) {
            end++;
        }
        return end > close + 1 ? end : -1;
    }

    /** {@code SCRAM-SHA-256$4096:…$…}, {@code sha1:64000:18:…:…}, {@code pbkdf2:sha256:600000$…$…}, {@code grub.pbkdf2.sha512.10000.…}. */
    private int namedEnd(int at) {
        if (NAMED.stream().noneMatch(name -> text.startsWith(name, at))) {
            return -1;
        }
        int name = at;
        while (name - at <= MAX_IN_BRACES && (isBase64Url(text.at(name)) || text.at(name) == '.')) {
            name++;
        }
        int rounds = name + 1;
        if (text.at(name) == ':' && digitsEnd(rounds) < 0) {
            while (rounds - name <= MAX_SCHEME && isBase64Url(text.at(rounds))) {
                rounds++;
            }
            rounds++;
        }
        int behind = digitsEnd(rounds);
        boolean parted = text.at(rounds - 1) == ':' && behind >= 0 && ":$".indexOf(text.at(behind)) >= 0;
        boolean scram = text.at(name) == '$' && behind >= 0 && text.at(behind) == ':';
        if (parted || scram) {
            int end = hashEnd(behind + 1, ":");
            return end - behind > MIN_HASH_WITHOUT_SCHEME ? end : -1;
        }
        // The name of this one has all of it.
        int end = text.startsWith(GRUB, at) ? hashEnd(at, "") : -1;
        return end - at > MIN_LONG ? end : -1;
    }

    private int hashEnd(int at, String alsoIn) {
        int end = at;
        while (isHash(text.at(end)) || text.at(end) != 0 && alsoIn.indexOf(text.at(end)) >= 0) {
            end++;
        }
        return end;
    }

    /** Where a number ends; -1 if there is none. */
    private int digitsEnd(int at) {
        int end = at;
        while (end - at < MAX_ROUNDS && text.at(end) >= '0' && text.at(end) <= '9') {
            end++;
        }
        return end > at ? end : -1;
    }

    /** PostgreSQL's: the whole word, since digits alone are the name of a stream. */
    private int md5End(int at) {
        int end = text.startsWith(MD5, at) ? hexEnd(at + MD5.length(), MD5_HASH) : -1;
        return isBase64Url(text.at(end)) ? -1 : end;
    }

    /** Exactly so many hexadecimal digits. */
    private int hexEnd(int at, int digits) {
        int end = at;
        while (end - at <= digits && Character.digit(text.at(end), 16) >= 0) {
            end++;
        }
        return end - at == digits ? end : -1;
    }

    /** {@code S:…;H:…;T:…}: all of one column. */
    private int oracleEnd(int at) {
        int end = hexEnd(at + ORACLE.length(), ORACLE_HASH);
        while (text.at(end) == ';' && (text.startsWith("h:", end + 1) || text.startsWith("t:", end + 1))) {
            end += 1 + ORACLE.length();
            while (Character.digit(text.at(end), 16) >= 0) {
                end++;
            }
        }
        return end;
    }

    private int hexadecimalEnd(int at) {
        for (String beginning : HEXADECIMAL) {
            if (text.startsWith(beginning, at)) {
                int end = at + beginning.length();
                while (Character.digit(text.at(end), 16) >= 0) {
                    end++;
                }
                return end - at - beginning.length() >= MIN_HEXADECIMAL ? end : -1;
            }
        }
        return -1;
    }

    /** The form of ASP.NET's Identity, in base64: a byte that is one, and numbers of four bytes. */
    private int aspNetEnd(int at) {
        int end = at;
        while (isPart(text.at(end)) || text.at(end) == '/') {
            end++;
        }
        return end - at >= MIN_LONG ? end : -1;
    }

    private static boolean isHash(char c) {
        return isPart(c) || c == '.' || c == '/' || c == '$' || c == ',';
    }

    /** Padding and the other alphabet's plus are no part of a token, and no reason to show one. */
    static boolean isPart(char c) {
        return isBase64Url(c) || c == '=' || c == '+';
    }

    static boolean isBase64Url(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }
}
