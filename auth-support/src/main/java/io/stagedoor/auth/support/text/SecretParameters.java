package io.stagedoor.auth.support.text;

import java.util.List;

/** Recognises secrets by the name that they stand behind: parameters, JSON, stream ids of SRT, and the user of a URL. */
final class SecretParameters {

    /** Ends of names: {@code access_token} ends with {@code token}. */
    private static final List<String> NAMES = List.of(
            "token",
            "username",
            "password",
            "passwd",
            "passphrase",
            "pass",
            "pwd",
            "secret",
            "restreamer",
            "jwt",
            "stagedoor",
            "authorization");

    /** Of the stream ids of SRT. */
    private static final List<String> SRT_NAMES = List.of("u", "s");

    private static final String SRT = "#!:";
    private static final List<String> SRT_COLONS = List.of("publish:", "read:", "request:");
    private static final String AUTHORITY = "://";
    private static final String SEPARATORS = "&?;#,/|+ \t\r\n\"'{}";
    private static final String AUTHORITY_ENDS = "/?# \t\"'";
    private static final String WRAPS = " \t\r\n+";
    private static final int MAX_BLANKS = 8;
    private static final int MAX_NAME = 32;

    private final DecodedText text;
    private final SecretForms forms;
    private boolean srt;

    SecretParameters(DecodedText text, SecretForms forms) {
        this.text = text;
        this.forms = forms;
    }

    /**
     * Where the secret begins that a character announces; -1 if it announces none. Asked from the beginning of a text to its end.
     */
    int begin(int at) {
        return switch (text.at(at)) {
            case '=' -> isName(at) ? at + 1 : -1;
            case ':' -> beginBehindColon(at);
            case '#' -> {
                srt |= text.startsWith(SRT, at);
                yield -1;
            }
            default -> -1;
        };
    }

    private int beginBehindColon(int at) {
        if (text.startsWith(AUTHORITY, at)) {
            int user = at + AUTHORITY.length();
            return text.at(authorityEnd(user)) == '@' ? user : -1;
        }
        char before = text.at(blanksBefore(at) - 1);
        if (before == '"' || before == '\'') {
            int value = at + 1 + blanksAt(at + 1);
            // Names in single quotes stand in sentences of ours as well: "the authenticator 'jwt': …".
            boolean sentence = before == '\'' && text.at(value) != '\'' && text.at(value) != '"';
            return isName(at) && !sentence ? text.at(value) == '"' ? value + 1 : value : -1;
        }
        boolean second = SRT_COLONS.stream()
                .anyMatch(mode -> text.startsWith(mode, 0) && at >= mode.length() && isFirstColon(mode.length(), at));
        return second ? at + 1 : -1;
    }

    /** Cheap: no text but one that begins in that way comes here, and it is done with its first colon. */
    private boolean isFirstColon(int from, int at) {
        for (int i = from; i < at; i++) {
            if (text.at(i) == ':') {
                return false;
            }
        }
        return true;
    }

    /** Where the user of a URL ends, at an {@code @}, or where there can be none any more. */
    private int authorityEnd(int from) {
        int end = from;
        while (end < text.length() && text.at(end) != '@' && AUTHORITY_ENDS.indexOf(text.at(end)) < 0) {
            end++;
        }
        return end;
    }

    private int blanksBefore(int at) {
        int before = at;
        while (at - before < MAX_BLANKS && isBlank(text.at(before - 1))) {
            before--;
        }
        return before;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '+';
    }

    private boolean isName(int at) {
        int end = blanksBefore(at);
        char last = text.at(end - 1);
        if (last == '"' || last == '\'' || last == ']' && text.at(end - 2) == '[') {
            end -= last == ']' ? 2 : 1;
        }
        int behind = end;
        return NAMES.stream().anyMatch(name -> text.startsWith(name, behind - name.length()))
                || srt && SRT_NAMES.stream().anyMatch(name -> isWhole(name, behind));
    }

    private boolean isWhole(String name, int behind) {
        int begin = behind - name.length();
        return text.startsWith(name, begin) && !Character.isLetterOrDigit(text.at(begin - 1));
    }

    /**
     * Where the secret ends that begins at a place. What separates parameters may stand in a password as well: it is an end where it is
     * an ampersand, or another parameter follows, or the secret is whole by its form. What is encoded further than the name is part of the
     * secret.
     *
     * @param announced where the character is that announced it
     */
    int end(int announced, int begin) {
        if (text.startsWith(AUTHORITY, announced)) {
            return authorityEnd(begin);
        }
        if (text.at(announced) == ':' && text.at(begin - 1) == '"') {
            return quotedEnd(begin);
        }
        int depth = text.depth(announced);
        int whole = forms.end(begin);
        for (int i = Math.max(begin, whole); i < text.length(); i++) {
            if (text.depth(i) <= depth && SEPARATORS.indexOf(text.at(i)) >= 0) {
                if (i == whole && !isBrokenOff(i) || text.at(i) == '&' || isPair(i + 1)) {
                    return i;
                }
            }
        }
        return text.length();
    }

    /** Whether a token goes on behind blanks or a line's end: somebody has wrapped it at its points. */
    private boolean isBrokenOff(int at) {
        int next = at;
        while (next - at < MAX_BLANKS && WRAPS.indexOf(text.at(next)) >= 0) {
            next++;
        }
        return next > at && text.at(next) == '.';
    }

    private int blanksAt(int at) {
        int count = 0;
        while (count < MAX_BLANKS && isBlank(text.at(at + count))) {
            count++;
        }
        return count;
    }

    private int quotedEnd(int begin) {
        int end = begin;
        while (end < text.length() && text.at(end) != '"') {
            end += text.at(end) == '\\' ? 2 : 1;
        }
        return Math.min(end, text.length());
    }

    /** Whether a name and an equals sign stand there. */
    private boolean isPair(int at) {
        int end = at + blanksAt(at);
        int begin = end;
        while (end - begin < MAX_NAME
                && (Character.isLetterOrDigit(text.at(end)) || "_-.".indexOf(text.at(end)) >= 0)) {
            end++;
        }
        return end > begin && text.at(end) == '=';
    }
}
