package io.stagedoor.auth.support.property;

import io.stagedoor.auth.support.text.Blanks;
import io.stagedoor.auth.support.text.Utf8;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the properties of one configuration strictly. What is wrong becomes an {@link IllegalArgumentException} that names the
 * property and what to do; a value is shown only where it is so short that it is no secret. Blanks at the ends of a value never
 * count, but in secrets. Declarative Services is not asked to convert anything: it reads
 * every typing mistake of a flag as {@code false}. For one thread.
 *
 * <p>Names, defaults and ranges are those of the annotation type that Metatype is made of. A key that it does not declare is an
 * {@link IllegalStateException}: the code is wrong.
 */
public final class Properties {

    /**
     * A property in place of all others: why Stagedoor does not read the file that somebody else has delivered. It makes any configuration an
     * error.
     */
    public static final String UNREADABLE = ".unreadable";

    private static final int SHOWN = 8;
    private static final String LEFT = ": has an unresolved placeholder";
    private static final String PROVIDE = "; provide the variable or file that it names, or write the value itself";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{[A-Za-z0-9._:-]{1,64}}");

    private static final Pattern SECRET = Pattern.compile("\\$\\[secret:([A-Za-z0-9._-]{1,64})]");
    private static final Pattern ENVIRONMENT = Pattern.compile("\\$\\[env:([A-Za-z0-9._-]{1,64})]");

    /** The end of a name tells the unit. */
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "Millis", ChronoUnit.MILLIS,
            "Seconds", ChronoUnit.SECONDS,
            "Minutes", ChronoUnit.MINUTES,
            "Hours", ChronoUnit.HOURS);

    private final Form form;
    private final Map<String, ?> configured;
    private final Written written;

    /**
     * Reads nothing yet.
     *
     * @param type the annotation type that Metatype is made of: its methods are the properties that may be set
     * @param configured as Config Admin and Declarative Services deliver them
     */
    public Properties(Class<?> type, Map<String, ?> configured) {
        this.form = Form.of(type);
        this.configured = configured;
        this.written = new Written(configured);
    }

    /**
     * Where they come from, for logs: the name of the file, or else the PID.
     *
     * @param otherwise where neither is known
     */
    public String where(String otherwise) {
        Object file = configured.get("felix.fileinstall.filename");
        Object shown = file == null ? configured.get("service.pid") : file;
        String text = shown == null ? otherwise : shown.toString();
        return text.substring(text.lastIndexOf('/') + 1);
    }

    /**
     * Checks that each property is a known one. Those that Config Admin, File Install and Declarative Services add
     * may be there, and notes, whose names begin with {@code x-}.
     *
     * @throws IllegalArgumentException naming those that are unknown, and what was probably meant; or if it is no text in UTF-8
     */
    public void requireKnown() {
        written.requireReadable();
        List<String> unknown = new ArrayList<>();
        for (String key : written.names()) {
            if (!form.knows(key)) {
                String meant = Suggestion.of(key, form.candidates(key))
                        .map(found -> " (" + found + ")")
                        .orElse("");
                unknown.add(Written.shown(key) + ": is not known" + meant);
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    String.join(", ", unknown) + "; correct or remove it, or begin its name with x- if it is a note");
        }
    }

    /**
     * A text that has to be there.
     *
     * @return never empty
     */
    public String required(String key) {
        String text = text(key);
        if (text.isEmpty()) {
            // Perhaps it is there by another name.
            requireKnown();
            throw new IllegalArgumentException(key + ": is missing or empty; set it");
        }
        return text;
    }

    /** A text in which no placeholder is left, without blanks at its ends. */
    public String text(String key) {
        String otherwise = form.declared(key).otherwise();
        String text = written.text(key);
        return text == null ? otherwise : Blanks.strip(resolved(key, text));
    }

    /** Whether it is set to more than blanks. */
    public boolean isSet(String key) {
        String text = written.text(key);
        return text != null && !Blanks.strip(text).isEmpty();
    }

    /** Whether it is set to something else than its default. */
    public boolean isChanged(String key) {
        return isSet(key) && !text(key).equals(form.declared(key).otherwise());
    }

    /** Whether it is set to blanks only: the operator probably meant a value. */
    public boolean isBlank(String key) {
        String text = written.text(key);
        return text != null && !text.isEmpty() && Blanks.strip(text).isEmpty();
    }

    /** {@code true} or {@code false}, in any case. */
    public boolean flag(String key) {
        String text = text(key);
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return text.equalsIgnoreCase("true");
        }
        throw new IllegalArgumentException(
                key + ": is neither true nor false" + shown(text) + "; set it to one of them");
    }

    /**
     * A length of time, in the unit that the name ends with: {@code Millis}, {@code Seconds}, {@code Minutes} or
     * {@code Hours}.
     *
     * @throws IllegalStateException if the name ends with no unit: the code is wrong
     */
    public Duration duration(String key) {
        return UNITS.entrySet().stream()
                .filter(unit -> key.endsWith(unit.getKey()))
                .findFirst()
                .map(unit -> Duration.of(number(key), unit.getValue()))
                .orElseThrow(() -> new IllegalStateException(key + " has no unit in its name"));
    }

    /**
     * A number of things, in the range of the property.
     *
     * @throws ArithmeticException if that range is wider than {@code int}: the code is wrong
     */
    public int count(String key) {
        return Math.toIntExact(number(key));
    }

    /** A whole number in the range of the property. */
    public long number(String key) {
        Range declared = form.range(key);
        String text = text(key);
        String range = shown(text) + "; set it to " + declared.least() + " to " + declared.most();
        long number;
        try {
            number = Long.parseLong(text);
        } catch (NumberFormatException e) { // its text repeats the value
            throw new IllegalArgumentException(key + ": not a whole number" + range);
        }
        if (number < declared.least() || number > declared.most()) {
            throw new IllegalArgumentException(key + ": is out of range" + range);
        }
        return number;
    }

    /** A secret, as it stands; empty for none. A byte order mark before it, of a file that it was taken from, is no part of it. */
    public String secret(String key) {
        String otherwise = form.declared(key).otherwise();
        String text = written.text(key);
        if (text == null) {
            return otherwise;
        }
        String secret = text.isEmpty() || text.charAt(0) != Utf8.MARK ? text : text.substring(1);
        if (isTemplate(secret)) {
            throw new IllegalArgumentException(key + LEFT + reference(secret));
        }
        return secret;
    }

    /** The parts of a list, without blanks at their ends, and without empty ones. */
    public List<String> list(String key, char separator) {
        List<String> parts = new ArrayList<>();
        for (String part : text(key).split(Pattern.quote(String.valueOf(separator)))) {
            String stripped = Blanks.strip(part);
            if (!stripped.isEmpty()) {
                parts.add(stripped);
            }
        }
        return List.copyOf(parts);
    }

    /** The names that are set. */
    public Set<String> names() {
        return Set.copyOf(written.names());
    }

    private static String resolved(String key, String text) {
        if (isTemplate(text)) {
            throw new IllegalArgumentException(key + LEFT + unresolved(text));
        }
        return text;
    }

    private static boolean isTemplate(String text) {
        return text.contains("${") || text.contains("$[");
    }

    /** A value that is a reference and nothing else names a file or a variable: no part of it can be a secret. */
    private static String reference(String text) {
        Matcher secret = SECRET.matcher(text);
        if (secret.matches()) {
            return ": no file '" + secret.group(1) + "' in stagedoor/secrets; write that file, or correct its name";
        }
        Matcher environment = ENVIRONMENT.matcher(text);
        if (environment.matches()) {
            return ": no environment variable '" + environment.group(1)
                    + "'; correct its name, or set it and restart Red5";
        }
        return PROVIDE;
    }

    /** The same, and a system property is named, too; not for a secret, which may be written like one. */
    private static String unresolved(String text) {
        return VARIABLE.matcher(text).matches()
                ? ": no value for " + text
                        + "; correct its name or set that system property; an environment variable is $[env:NAME]"
                : reference(text);
    }

    /** What is longer may be a secret that somebody has put in the wrong place. */
    private static String shown(String text) {
        return text.length() > SHOWN ? "" : " ('" + text + "')";
    }
}
