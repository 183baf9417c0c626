package io.stagedoor.cli.init;

import io.stagedoor.auth.support.file.FileReplacement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The commented examples that an installation, or the build, has of each configuration. */
final class Example {

    /** System property: the runnable Red5 of the build. */
    private static final String BUILD = "stagedoor.red5";

    /** A line that sets a property, or that would without the sign of a comment. */
    private static final Pattern SETTING = Pattern.compile("#?([A-Za-z][A-Za-z0-9.-]*)=.*");

    /** What only an example says of itself; it may lie on two lines. */
    private static final Pattern OF_EXAMPLE =
            Pattern.compile(" ?Copy this file to( |\\n# )[^ ]*\\.cfg(?:\\.|,[^.]*\\.)( |$)", Pattern.MULTILINE);

    private Example() {}

    /**
     * An example with other values; its comments stay. Without the example, the values alone.
     *
     * @param conf the folder of the configuration
     * @param name of the example
     * @param values by property; an empty text makes a comment of it
     */
    static String with(Path conf, String name, Map<String, String> values) throws IOException {
        List<String> example = text(conf, name).lines().toList();
        Set<String> set = example.stream()
                .filter(line -> !line.startsWith("#") && line.indexOf('=') > 0)
                .map(line -> line.substring(0, line.indexOf('=')))
                .collect(Collectors.toSet());
        Map<String, String> left = new LinkedHashMap<>(values);
        List<String> lines = new ArrayList<>();
        for (String line : example) {
            Matcher setting = SETTING.matcher(line);
            // A comment shows another value of what is set elsewhere.
            boolean counts = setting.matches() && (!line.startsWith("#") || !set.contains(setting.group(1)));
            String value = counts ? left.remove(setting.group(1)) : null;
            lines.add(value == null ? line : value.isEmpty() ? comment(line) : setting.group(1) + "=" + value);
        }
        left.forEach((key, value) -> {
            if (!value.isEmpty()) {
                lines.add(key + "=" + value);
            }
        });
        return String.join("\n", lines) + "\n";
    }

    private static String comment(String line) {
        return line.startsWith("#") ? line : "#" + line;
    }

    private static String text(Path conf, String name) throws IOException {
        Path own = conf.resolve(name);
        Path built = Path.of(System.getProperty(BUILD, ""), "stagedoor", "conf", name);
        Path file = Files.isRegularFile(own) ? own : built;
        if (!Files.isRegularFile(file)) {
            return "";
        }
        String text = new String(FileReplacement.read(file), StandardCharsets.UTF_8);
        return OF_EXAMPLE.matcher(text).replaceAll(found -> found.group(2).isEmpty() ? "" : found.group(1));
    }
}
