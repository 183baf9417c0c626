package io.stagedoor.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CfgTextTest {

    private static final Map<String, String> VARIABLES = Map.of("home", "/srv/media", "empty", "");

    private static final Path FILE_OF_OURS = Path.of("stagedoor.x.cfg");

    private static final String FILE = """
            # Who may publish.  Kept, with trailing blanks
            ! and this

            name=live-jwt
              jwtTtlMinutes : 60
            jwtSecretFile = ${home}/secrets/live.key
            jwtSecret = $[secret:live.key]
            other\\ name = \\u0041\\
                b\\\\c
            # the end
            last =\tone, two""";

    @Test
    void a_changed_value_changes_its_line_and_nothing_else() {
        assertThat(changed(FILE, Map.of("jwtTtlMinutes", "5"))).isEqualTo(FILE.replace(": 60", ": 5"));
        assertThat(changed(FILE, Map.of("last", "one"))).isEqualTo(FILE.replace("one, two", "one"));
        assertThat(changed(FILE, Map.of("other name", "x"))).isEqualTo(FILE.replace("\\u0041\\\n    b\\\\c", "x"));
        String crlf = FILE.replace("\n", "\r\n");
        assertThat(changed(crlf, Map.of("name", "b"))).isEqualTo(crlf.replace("live-jwt", "b"));
    }

    @Test
    void the_same_values_change_nothing() {
        assertThat(changed(FILE, Map.of())).isEqualTo(FILE);
        assertThat(changed(FILE, Map.of("jwtTtlMinutes", 60L, "last", "one, two")))
                .isEqualTo(FILE);
        assertThat(changed("a = x,y\n", Map.of("a", new String[] {"x", "y"}))).isEqualTo("a = x,y\n");
        assertThat(changed("a = x,y\n", Map.of("a", List.of("x", "y")))).isEqualTo("a = x,y\n");
    }

    @Test
    void a_new_value_comes_last_and_one_that_is_gone_takes_its_line_along() {
        assertThat(changed(FILE, Map.of("expectedIssuer", "me"))).isEqualTo(FILE + "\nexpectedIssuer = me\n");
        assertThat(changed("a=1\r\n", Map.of("b", "2"))).isEqualTo("a=1\r\nb = 2\r\n");
        assertThat(changed("", Map.of("b", "2"))).isEqualTo("b = 2\n");
        assertThat(without(FILE, "jwtTtlMinutes")).isEqualTo(FILE.replace("  jwtTtlMinutes : 60\n", ""));
        assertThat(without("a=1\nb=2\na=3\n", "a")).isEqualTo("b=2\n");
    }

    @Test
    void a_variable_stays_as_long_as_its_value_does() {
        assertThat(values(FILE)).containsEntry("jwtSecretFile", "/srv/media/secrets/live.key");
        assertThat(changed(FILE, Map.of("jwtSecretFile", "/elsewhere")))
                .isEqualTo(FILE.replace("${home}/secrets/live.key", "/elsewhere"));
    }

    @Test
    void a_value_that_is_made_of_another_one_keeps_what_it_was() {
        Map<String, Object> wanted = Map.of("a", "2", "b", "1x");
        String text = text(new CfgText(FILE_OF_OURS, bytes("a=1\nb=${a}x\n"), VARIABLES::get)
                .with(wanted)
                .orElseThrow());
        assertThat(text).isEqualTo("a=2\nb=1x\n");
    }

    @Test
    void placeholders_of_config_admin_are_written_as_they_are() {
        assertThat(changed("a=1\n", Map.of("a", "$[secret:x.key]"))).isEqualTo("a=$[secret:x.key]\n");
        assertThat(changed("a=1\n", Map.of("a", "$[env:X;default=b]"))).isEqualTo("a=$[env:X;default=b]\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "  leading",
                "trailing  ",
                "back\\slash",
                "\\",
                "\\\\",
                "a\\",
                "\\n",
                "new\nline",
                "\ttab",
                "\r\f",
                "${home}",
                "a ${unknown} b",
                "$\\{home\\}",
                "\\${home}",
                "$",
                "${",
                "}",
                "{}",
                "#no comment",
                "!x",
                "= : =",
                "\u00e9\u4e2d\ud83d\udd11",
                "\ufeffmark",
                "\u0000",
                "\u2028",
                "\"quoted\"",
                "[ \"a\" ]",
                "'",
                "a,b",
                "\\u0041"
            })
    void any_value_is_read_as_it_was_meant(String value) {
        assertThat(values(changed("b=1\n", Map.of("a", value)))).containsEntry("a", value);
        assertThat(values(changed("# c\na = 1\nb=1\n", Map.of("a", value)))).containsEntry("a", value);
    }

    @Test
    void thousands_of_random_changes_are_read_as_they_were_meant() {
        Random random = new Random(4711);
        String alphabet = "ab \t\n\\\\${}[]:=#!\"',\u00e9\u4e2d";
        for (int i = 0; i < 3_000; i++) {
            Map<String, Object> wanted = new HashMap<>();
            for (String name : List.of("name", "last", "n e:w")) {
                wanted.put(
                        name,
                        random.ints(random.nextInt(12), 0, alphabet.length())
                                .mapToObj(at -> String.valueOf(alphabet.charAt(at)))
                                .collect(Collectors.joining()));
            }
            String text = changed(FILE, wanted);
            assertThat(values(text)).as(text).containsAllEntriesOf(wanted);
            assertThat(lines(text)).containsAll(Arrays.asList(FILE.split("\n")).subList(0, 3));
        }
    }

    @Test
    void a_file_with_types_stays_one() {
        String typed = "a = \"x\"\nb = I\"5\"\n";
        assertThat(values(typed)).containsEntry("b", 5);
        Map<String, Object> wanted = values(typed);
        wanted.put("b", 6);
        wanted.put("c", new String[] {"x", "y"});
        byte[] changed = new CfgText(FILE_OF_OURS, bytes(typed), VARIABLES::get)
                .with(wanted)
                .orElseThrow();
        assertThat(text(changed)).startsWith("a = \"x\"\nb = I\"6\"\n");
        assertThat((Object[]) values(text(changed)).get("c")).containsExactly("x", "y");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=${typo}",
                "a=https://${typo}/x",
                "a=${home}${typo}",
                "a=${${typo}}${typo}",
                "b=${typo}\na=${b}",
                "a=\"${typo}\"\nc=I\"5\""
            })
    void a_variable_that_nobody_knows_stays_visible(String text) {
        assertThat(values(text).get("a")).isIn("${typo}", "${}");
        assertThat(new CfgText(Path.of("other.cfg"), bytes(text), VARIABLES::get)
                        .values()
                        .get("a")
                        .toString())
                .doesNotContain("${");
        assertThat(changed(text + "\n", Map.of("new", "1"))).startsWith(text + "\n");
    }

    @Test
    void an_empty_variable_is_none_but_where_nothing_is_the_default() {
        assertThat(values("a=${empty}")).containsEntry("a", "${empty}");
        assertThat(values("a=${empty:-}\nb=${typo:-x}\nc=${home:-x}\nd=\ne=${d}\nf=${a}"))
                .containsAllEntriesOf(Map.of("a", "", "b", "x", "c", "/srv/media", "e", "", "f", ""));
        assertThat(values("# ${comment}\na=$[env:X] $[secret:y] $ {z}\nb=$\\\\{typo\\\\}"))
                .isEqualTo(Map.of("a", "$[env:X] $[secret:y] $ {z}", "b", "${typo}"));
        assertThat(values("a = I\"5\"\nb = \"${a}\"")).containsEntry("b", "5");
    }

    @Test
    void what_cannot_be_written_is_not() {
        byte[] latin = "# j\u00fcrgen\na=1\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(new CfgText(FILE_OF_OURS, latin, VARIABLES::get).with(Map.of("a", "2")))
                .isEmpty();
        assertThatThrownBy(() -> new CfgText(FILE_OF_OURS, bytes("canary = ${a\na = ${canary\nb=${b}"), VARIABLES::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("canary");
    }

    @Test
    void a_byte_order_mark_stays_and_is_no_part_of_the_first_name() {
        String marked = "\ufeffname=a\r\nlast=b\r\n";
        assertThat(values(marked)).isEqualTo(Map.of("name", "a", "last", "b"));
        assertThat(changed(marked, Map.of("name", "c"))).isEqualTo("\ufeffname=c\r\nlast=b\r\n");
        assertThat(changed(marked, Map.of("new", "c"))).isEqualTo(marked + "new = c\r\n");
        assertThat(without(marked, "name")).isEqualTo("\ufefflast=b\r\n");
    }

    @Test
    void a_comment_behind_a_byte_order_mark_swallows_no_property() {
        assertThat(values("\ufeff# in C:\\\nexpectedIssuer=i\n")).isEqualTo(Map.of("expectedIssuer", "i"));
    }

    @Test
    void a_lone_carriage_return_ends_a_line() {
        assertThat(values("# c\rname=a\rlast=b\r")).isEqualTo(Map.of("name", "a", "last", "b"));
        assertThat(changed("# c\rname=a\rlast=b\r", Map.of("name", "c"))).isEqualTo("# c\rname=c\rlast=b\r");
    }

    @Test
    void utf_16_and_a_nul_byte_are_left_alone() {
        byte[] utf16 = "name=a\n".getBytes(StandardCharsets.UTF_16);
        assertThat(new CfgText(FILE_OF_OURS, utf16, VARIABLES::get).with(Map.of("name", "b")))
                .isEmpty();
        assertThat(new CfgText(FILE_OF_OURS, bytes("name=a\0\n"), VARIABLES::get).with(Map.of("name", "b")))
                .isEmpty();
    }

    @Test
    void a_file_of_ten_megabytes_is_read() {
        String text = "# a comment of no end\n".repeat(500_000) + "name=a\n";
        assertThat(values(text)).isEqualTo(Map.of("name", "a"));
        assertThat(changed(text, Map.of("name", "b"))).endsWith("\nname=b\n").hasSize(text.length());
    }

    @Test
    void names_that_differ_by_case_are_the_same() {
        Map<String, Object> wanted = Map.of("NAME", "b");
        byte[] changed = new CfgText(FILE_OF_OURS, bytes("name = a\n"), VARIABLES::get)
                .with(wanted)
                .orElseThrow();
        assertThat(text(changed)).isEqualTo("name = b\n");
    }

    private static List<String> lines(String text) {
        return Arrays.asList(text.split("\n"));
    }

    private static String changed(String text, Map<String, Object> changes) {
        Map<String, Object> wanted = values(text);
        wanted.putAll(changes);
        return text(new CfgText(FILE_OF_OURS, bytes(text), VARIABLES::get)
                .with(wanted)
                .orElseThrow());
    }

    private static String without(String text, String name) {
        Map<String, Object> wanted = values(text);
        wanted.remove(name);
        return text(new CfgText(FILE_OF_OURS, bytes(text), VARIABLES::get)
                .with(wanted)
                .orElseThrow());
    }

    /** As File Install reads it. */
    private static Map<String, Object> values(String text) {
        return new TreeMap<>(new CfgText(FILE_OF_OURS, bytes(text), VARIABLES::get).values());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }

    @Test
    void two_spellings_of_one_name_are_an_error_that_names_both() {
        assertThatThrownBy(() -> text("active=true\nActive=s3cret\n"))
                .hasMessage("'active' and 'Active' are the same name; remove one of them");
    }

    @Test
    void a_wrong_escape_is_told_with_its_line_and_without_the_value() {
        assertThatThrownBy(() -> text("# \\u\nname=a\\\\u\nx=s3cret\\u00zz\n"))
                .hasMessageStartingWith("line 3: \\u without four hexadecimal digits")
                .hasMessageNotContaining("s3cret");
    }

    private static CfgText text(String content) {
        return new CfgText(FILE_OF_OURS, content.getBytes(StandardCharsets.UTF_8), VARIABLES::get);
    }
}
