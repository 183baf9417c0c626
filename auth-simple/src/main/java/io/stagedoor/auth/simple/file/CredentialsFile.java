package io.stagedoor.auth.simple.file;

import io.stagedoor.auth.simple.hash.PasswordHash;
import io.stagedoor.auth.support.file.Lines;
import io.stagedoor.auth.support.text.Blanks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a credentials file says: one user a line, {@code name password} or {@code name hash options}, in UTF-8 and with the syntax of
 * {@link java.util.Properties}. Read as a whole, or not at all. Immutable.
 */
public final class CredentialsFile {

    private static final int MOST_TOLD = 10;

    private final Map<String, User> users;
    private final List<Integer> overridden;
    private final Map<Integer, String> plainWithOptions;

    private CredentialsFile(Map<String, User> users, List<Integer> overridden, Map<Integer, String> plainWithOptions) {
        this.users = Collections.unmodifiableMap(users);
        this.overridden = List.copyOf(overridden);
        this.plainWithOptions = Collections.unmodifiableMap(plainWithOptions);
    }

    /**
     * Reads a file's content. A name that stands there twice is what its last line says, as with {@code Properties}.
     *
     * @param content the bytes of the file
     * @throws IllegalArgumentException if a line is wrong: names the line and what is wrong, and shows no more of it
     */
    public static CredentialsFile read(byte[] content) {
        return read(Lines.of(content));
    }

    static CredentialsFile read(List<Lines.Line> lines) {
        Map<String, User> users = new LinkedHashMap<>();
        Map<String, Integer> numbers = new LinkedHashMap<>();
        List<Integer> overridden = new ArrayList<>();
        for (Lines.Line line : lines) {
            if (line.isEntry()) {
                users.put(line.name(), user(line));
                Integer before = numbers.put(line.name(), line.number());
                if (before != null) {
                    overridden.add(before);
                }
            }
        }
        return new CredentialsFile(users, overridden, plainWithOptions(lines, numbers));
    }

    private static Map<Integer, String> plainWithOptions(List<Lines.Line> lines, Map<String, Integer> numbers) {
        Map<Integer, String> found = new LinkedHashMap<>();
        for (Lines.Line line : lines) {
            if (found.size() < MOST_TOLD
                    && line.isEntry()
                    && numbers.getOrDefault(line.name(), 0) == line.number()
                    && !PasswordHash.isMeant(line.value())
                    && !EscapedValue.isIn(line.text())) {
                Options.endOf(line.value()).ifPresent(option -> found.put(line.number(), option));
            }
        }
        return found;
    }

    private static User user(Lines.Line line) {
        requireUnicode(line, line.name());
        requireUnicode(line, line.value());
        try {
            return User.of(line);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(line + ": " + e.getMessage());
        }
    }

    /** Half a character has no bytes in UTF-8: it would be compared as a question mark. */
    private static void requireUnicode(Lines.Line line, String text) {
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new IllegalArgumentException(line + ": has an escape that is an unpaired surrogate");
        }
    }

    /** The users by name, in the order of the file; unmodifiable. */
    public Map<String, User> users() {
        return users;
    }

    /** How many users have their password in the file itself. */
    public long plainCount() {
        return users.values().stream().filter(User::isPlain).count();
    }

    /** The users whose password, in the file itself, begins or ends with a blank, which is a part of it. */
    public long blankCount() {
        return users.values().stream()
                .filter(User::isPlain)
                .filter(user -> Blanks.surround(user.entry().reveal()))
                .count();
    }

    /**
     * Passwords in the file itself that end like options, which count behind a hash only.
     *
     * @return by the number of the line, the name of the option; the first {@value #MOST_TOLD} at most
     */
    public Map<Integer, String> plainWithOptions() {
        return plainWithOptions;
    }

    /** The numbers of lines that say nothing, because a later one has the same name. */
    public List<Integer> overriddenLines() {
        return overridden;
    }

    /** Shows the number of users only. */
    @Override
    public String toString() {
        return "CredentialsFile[users=" + users.size() + "]";
    }
}
