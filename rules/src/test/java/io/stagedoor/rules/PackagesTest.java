package io.stagedoor.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each package says what it is about. */
class PackagesTest {

    private static final Pattern SENTENCE =
            Pattern.compile("/\\*\\*[\\s*]+\\S+(\\s+\\S+){2,}?\\.\\s.*?\\*/.*", Pattern.DOTALL);

    /** NullAway checks all but somebody else's project, which needs nothing of our build. */
    private static final String NOT_NULL_MARKED = "samples/authenticator";

    private static final Pattern NULL_MARKED = Pattern.compile("(?m)^@NullMarked$");

    /** From so many types on, a reader looks for smaller rooms. */
    private static final int MANY = 12;

    private static final String REASON = "more than twelve";

    @Test
    void each_package_has_a_package_info_with_a_sentence() {
        List<String> described = Modules.packages().stream()
                .filter(one -> SENTENCE.matcher(one.info()).lookingAt())
                .map(Modules.Package::name)
                .toList();
        assertThat(Modules.packages().stream().map(Modules.Package::name).collect(Collectors.toSet()))
                .hasSizeGreaterThan(50)
                .isSubsetOf(described);
    }

    @Test
    void each_package_of_main_code_says_what_may_be_null() {
        assertThat(Modules.mainPackages(Modules.without(NOT_NULL_MARKED)))
                .filteredOn(one -> !NULL_MARKED.matcher(one.info()).find())
                .as("packages of main code that are not @NullMarked")
                .isEmpty();
    }

    @Test
    void a_package_of_more_than_twelve_types_says_why() {
        assertThat(Modules.packages())
                .filteredOn(one -> one.types() > MANY)
                .filteredOn(one -> !one.info().toLowerCase(Locale.ROOT).contains(REASON))
                .as("packages of more than %s types whose package-info does not say, by '%s', why", MANY, REASON)
                .isEmpty();
    }
}
