package io.stagedoor.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code .cfg.example} file.
 *
 * @param values of each property in it, also of those that are commented out
 * @param inForce the names of those that are not commented out
 * @param blocks its comments
 */
record Example(Map<String, String> values, Set<String> inForce, List<Block> blocks) {

    private static final Pattern SETTING = Pattern.compile("(#?)([A-Za-z][\\w.]*)=(.*)");
    private static final Pattern CONTINUED = Pattern.compile("\\\\\\n#?\\s*");

    /**
     * A comment with the settings below it, up to the next empty line.
     *
     * @param names of these settings
     */
    record Block(String comment, List<String> names) {}

    static Example of(String text) {
        Example example = new Example(new TreeMap<>(), new HashSet<>(), new ArrayList<>());
        for (String block : CONTINUED.matcher(text).replaceAll("").split("\n\n")) {
            example.add(block);
        }
        return example;
    }

    private void add(String block) {
        StringBuilder comment = new StringBuilder();
        List<String> names = new ArrayList<>();
        for (String line : block.split("\n")) {
            Matcher setting = SETTING.matcher(line);
            if (setting.matches()) {
                names.add(setting.group(2));
                values.put(setting.group(2), setting.group(3));
                if (setting.group(1).isEmpty()) {
                    inForce.add(setting.group(2));
                }
            } else {
                comment.append(line.replaceFirst("^# ?", "")).append(' ');
            }
        }
        blocks.add(new Block(comment.toString(), names));
    }

    /** The names of the properties in it. */
    Set<String> names() {
        return values.keySet();
    }
}
