package io.stagedoor.cli.check;

import io.stagedoor.auth.support.property.Suggestion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes findings of what the bundles have said: finds file, setting and line in a sentence. */
final class Findings {

    private static final String CONF = "stagedoor/conf/";
    private static final Pattern IN_FILE = Pattern.compile("(?s)([^\\s/:]+\\.cfg): (.*)");
    private static final Pattern NAMES_FILE = Pattern.compile("[A-Za-z][\\w.~-]*\\.cfg");
    private static final Pattern SETTING =
            Pattern.compile("(?s)([a-z][A-Za-z0-9_.-]*)((?:, [a-z][A-Za-z0-9_.-]*)*): (.*)");
    private static final Pattern SET = Pattern.compile("(?s)([a-zA-Z][A-Za-z0-9_.-]*)=\\S*: .*");
    private static final Pattern LINE = Pattern.compile("(?s)(?:not applied: )?line (\\d+)\\b.*");
    private static final Pattern AUTHENTICATOR = Pattern.compile(
            "no authenticator has the name '([^']*)'(?:, which is set as '(authenticator\\.shadow)')?.*");

    private final List<Finding> all = new ArrayList<>();
    private final Set<String> problems = new HashSet<>();
    private final ConfLines lines;
    private int files;

    /**
     * @param home the folder of Red5
     */
    Findings(Path home) {
        this.lines = new ConfLines(home);
    }

    /** What was said, in any order. */
    void said(List<Said> said) {
        said.stream().filter(one -> one.is("problem")).forEach(one -> problems.add(one.get(Said.TEXT)));
        said.stream().filter(one -> one.is("checked")).forEach(one -> files += Integer.parseInt(one.get("files")));
        String logged = said.stream()
                .filter(one -> one.is("log"))
                .map(one -> one.get(Said.TEXT) + "\n")
                .collect(Collectors.joining());
        said.stream()
                .filter(one -> one.has(Said.SEVERITY) && !isRepeated(one) && !isLogged(one, logged))
                .map(this::finding)
                .forEach(this::add);
    }

    /** A problem is logged, too, with what follows from it. */
    private boolean isRepeated(Said said) {
        return said.is("log") && problems.stream().anyMatch(said.get(Said.TEXT)::startsWith);
    }

    /** Whoever uses the secret says so, too, with the file of the configuration. */
    private static boolean isLogged(Said said, String logged) {
        String text = said.get(Said.TEXT);
        return said.is("secret") && logged.contains(text.substring(text.lastIndexOf(": ") + 2) + "\n");
    }

    void add(Finding finding) {
        if (!all.contains(finding)) {
            all.add(finding);
        }
    }

    /** All of them, in order. */
    List<Finding> sorted() {
        return all.stream().sorted(Finding.ORDER).toList();
    }

    /** How many there are that are so bad. */
    long count(Severity severity) {
        return all.stream().filter(finding -> finding.severity() == severity).count();
    }

    /** How many configuration files were read. */
    int files() {
        return files;
    }

    private Finding finding(Said said) {
        Severity severity = Severity.valueOf(said.get(Said.SEVERITY).toUpperCase(Locale.ROOT));
        String text = said.is("unknown") ? unknown(said) : said.get(Said.TEXT);
        String file = said.get(Said.FILE);
        Matcher in = IN_FILE.matcher(text);
        if (in.matches() && (file.isEmpty() || file.equals(CONF + in.group(1)))) {
            file = CONF + in.group(1);
            text = in.group(2);
        } else if (file.isEmpty()) {
            file = named(text).map(name -> CONF + name).orElse("");
        }
        return finding(severity, file, said.get(Said.SETTING), text);
    }

    private Finding finding(Severity severity, String file, String known, String text) {
        Matcher setting = SETTING.matcher(text);
        if (known.isEmpty() && file.startsWith(CONF) && setting.matches() && lines.isSetting(file, setting.group(1))) {
            String more = setting.group(2);
            return new Finding(
                    severity, file, lines.of(file, setting.group(1)), setting.group(1) + more, setting.group(3));
        }
        Matcher set = SET.matcher(text);
        if (set.matches() && lines.of(file, set.group(1)).isPresent()) {
            return new Finding(severity, file, lines.of(file, set.group(1)), set.group(1), text);
        }
        Matcher authenticator = AUTHENTICATOR.matcher(text);
        if (authenticator.matches()) {
            String property = authenticator.group(2) == null ? "authenticator" : authenticator.group(2);
            return new Finding(severity, file, lines.naming(file, property, authenticator.group(1)), property, text);
        }
        Matcher line = LINE.matcher(text);
        OptionalInt number = line.matches() ? OptionalInt.of(Integer.parseInt(line.group(1))) : lines.of(file, known);
        return new Finding(severity, file, number, known, text);
    }

    private static Optional<String> named(String text) {
        Matcher file = NAMES_FILE.matcher(text);
        return file.find() ? Optional.of(file.group()) : Optional.empty();
    }

    private static String unknown(Said said) {
        return "is not known"
                + Suggestion.nearest(
                                said.get(Said.SETTING),
                                Arrays.asList(said.get("known").split(",")))
                        .map(near -> " (did you mean " + near + "?)")
                        .orElse("")
                + "; correct or remove it, or begin its name with x- if it is a note";
    }
}
