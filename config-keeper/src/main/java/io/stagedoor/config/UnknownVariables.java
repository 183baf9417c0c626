package io.stagedoor.config;

import io.stagedoor.auth.support.file.ConfFolder;
import io.stagedoor.auth.support.file.FileReplacement;
import io.stagedoor.auth.support.text.Utf8;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of a {@code ${name}} that nobody knows, in files of others. File Install puts nothing in its place, so that nobody who reads the
 * configuration can tell it from a setting that was left empty. In files of ours it is an error, see {@link Corrections}.
 */
final class UnknownVariables {

    private static final Logger LOG = LoggerFactory.getLogger(UnknownVariables.class);
    private static final Pattern VARIABLE = Pattern.compile("(?<!\\\\)\\$\\{([^${}]+)}");

    private final Function<String, @Nullable String> variables;
    private final Map<Path, Set<String>> told = new ConcurrentHashMap<>();

    UnknownVariables(Function<String, @Nullable String> variables) {
        this.variables = variables;
    }

    /** Looks at a file, and tells what it has not told of it. */
    void look(Path file) throws IOException {
        if (ConfFolder.isOurs(file)) {
            return;
        }
        // Of another encoding is a file that others complain of.
        byte[] content;
        try {
            content = FileReplacement.read(file);
        } catch (FileReplacement.TooLarge e) { // others complain of it, too
            return;
        }
        byte[] unmarked = Utf8.hasMark(content) ? Utf8.withoutMark(content) : content;
        Set<String> unknown = in(new String(unmarked, StandardCharsets.UTF_8));
        if (!unknown.equals(told.put(file, unknown)) && !unknown.isEmpty()) {
            LOG.warn(
                    "{}: no system property has the name {}; Stagedoor puts nothing in its place. Write an environment"
                            + " variable as $[env:NAME].",
                    file.getFileName(),
                    unknown);
        }
    }

    /** One may also name another property of the same file. */
    Set<String> in(String text) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IllegalArgumentException e) { // whoever reads it says so
            return Set.of();
        }
        Set<String> unknown = new TreeSet<>();
        for (String line : text.lines().toList()) {
            Matcher matcher = VARIABLE.matcher(line.strip().matches("[#!].*") ? "" : line);
            while (matcher.find()) {
                String name = matcher.group(1);
                String value = properties.containsKey(name) ? name : variables.apply(name);
                if (value == null || value.isEmpty()) {
                    unknown.add(name);
                }
            }
        }
        return unknown;
    }
}
