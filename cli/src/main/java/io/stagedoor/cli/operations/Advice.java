package io.stagedoor.cli.operations;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a reason means in general, without what its detail has just said, and without what is true of other actions. */
final class Advice {

    private static final Pattern SENTENCES = Pattern.compile("(?<=[^.]\\.) (?=[A-Z(]|detail )");
    private static final Pattern PARTS = Pattern.compile("; ");
    private static final Pattern WORD = Pattern.compile("[a-z0-9]{2,}");
    private static final Pattern OF_ACTION = Pattern.compile("With (?:the )?action (\\w+):.*");
    private static final String ABOUT_DETAIL = "detail ";
    /** So many of a hundred words of a sentence may be in the detail before it says nothing more. */
    private static final int SAME = 70;

    private Advice() {}

    /**
     * What is left to say.
     *
     * @param detail of the refusal, which is shown above; empty for none
     * @param action of the refusal
     * @return empty if the detail says all
     */
    static String of(String general, String detail, String action) {
        if (detail.isEmpty()) {
            return general;
        }
        Set<String> said = words(detail);
        List<String> left = new ArrayList<>();
        for (String sentence : SENTENCES.split(general)) {
            Matcher other = OF_ACTION.matcher(sentence);
            if (other.matches() && !other.group(1).equals(action)) {
                continue;
            }
            String rest = Arrays.stream(PARTS.split(sentence))
                    .filter(part -> !part.startsWith(ABOUT_DETAIL) && !isSaid(part, said))
                    .collect(Collectors.joining("; "));
            if (!rest.isEmpty()) {
                left.add(rest.endsWith(".") || !sentence.endsWith(".") ? rest : rest + ".");
            }
        }
        return String.join(" ", left);
    }

    private static boolean isSaid(String part, Set<String> said) {
        Set<String> words = words(part);
        long same = words.stream().filter(said::contains).count();
        return !words.isEmpty() && same * 100 >= (long) SAME * words.size();
    }

    private static Set<String> words(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(found -> found.group())
                .collect(Collectors.toSet());
    }
}
