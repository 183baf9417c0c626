package io.stagedoor.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindingsTest {

    @TempDir
    Path home;

    private Findings findings;

    @BeforeEach
    void write() throws IOException {
        Path conf = Files.createDirectories(home.resolve("stagedoor/conf"));
        Files.writeString(
                conf.resolve("stagedoor.application-a.cfg"),
                "# a\napplication = a\nmaxHeld = 1\nmaxHeld = many\nauthenticator.http = x, oops\nactive=false\n");
        findings = new Findings(home);
    }

    private List<String> shown(List<Said> said) {
        findings.said(said);
        return findings.sorted().stream().map(Finding::shown).toList();
    }

    private static Said said(String kind, String severity, String text) {
        return new Said(Map.of("kind", kind, "severity", severity, "text", text));
    }

    @Test
    void a_setting_is_found_in_the_line_that_counts() {
        assertThat(shown(List.of(said("problem", "error", "stagedoor.application-a.cfg: maxHeld: not a whole number"))))
                .containsExactly("stagedoor/conf/stagedoor.application-a.cfg:4: error: maxHeld: not a whole number");
    }

    @Test
    void a_name_that_nobody_has_is_found_in_the_property_of_a_protocol() {
        assertThat(shown(List.of(said(
                        "problem",
                        "error",
                        "no authenticator has the name 'oops', which is set in stagedoor.application-a.cfg: x"))))
                .allSatisfy(
                        line -> assertThat(line).startsWith("stagedoor/conf/stagedoor.application-a.cfg:5: error: "));
    }

    @Test
    void a_shadow_that_nobody_is_has_the_name_of_its_own_property() throws IOException {
        Files.writeString(
                home.resolve("stagedoor/conf/stagedoor.application-b.cfg"),
                "application=b\nauthenticator.shadow=oops\nauthenticator=x\n");
        assertThat(
                        shown(
                                List.of(
                                        said(
                                                "problem",
                                                "warning",
                                                "no authenticator has the name 'oops', which is set as 'authenticator.shadow' in stagedoor.application-b.cfg: x"))))
                .singleElement()
                .asString()
                .startsWith("stagedoor/conf/stagedoor.application-b.cfg:2: warning: authenticator.shadow: ");
    }

    @Test
    void what_is_logged_of_a_problem_is_not_told_twice() {
        assertThat(shown(List.of(
                        said("problem", "error", "stagedoor.application-a.cfg: maxHeld: wrong"),
                        said("log", "error", "stagedoor.application-a.cfg: maxHeld: wrong. Clients are refused."),
                        said("log", "warning", "stagedoor.application-a.cfg: active=false: everybody gets in."))))
                .containsExactly(
                        "stagedoor/conf/stagedoor.application-a.cfg:4: error: maxHeld: wrong",
                        "stagedoor/conf/stagedoor.application-a.cfg:6: warning: active=false: everybody gets in.");
    }

    @Test
    void an_unknown_name_gets_the_one_that_was_meant() {
        findings.said(
                List.of(
                        Said.of(
                                "kind=unknown&severity=warning&file=stagedoor%2Fconf%2Fx.cfg&setting=codeFil&known=authenticator.name%2CcodeFile")));

        assertThat(findings.sorted().get(0).text()).startsWith("is not known (did you mean codeFile?)");
    }

    @Test
    void a_line_has_no_character_that_a_terminal_obeys() {
        Finding finding =
                new Finding(Severity.NOTE, "a\u001b[31m", java.util.OptionalInt.of(3), "b", "line\nbreak \u202e");

        assertThat(finding.shown()).isEqualTo("a\\u001b[31m:3: note: b: line\\u000abreak \\u202e");
    }

    @Test
    void json_has_no_character_that_a_terminal_obeys() {
        Finding finding =
                new Finding(Severity.NOTE, "a\u001b[31m\"", java.util.OptionalInt.of(3), "b", "line\nbreak \u202e\\");

        assertThat(finding.json())
                .isEqualTo("{\"severity\":\"note\",\"file\":\"a\\u001b[31m\\\"\",\"line\":3,\"setting\":\"b\","
                        + "\"text\":\"line\\u000abreak \\u202e\\\\\"}");
    }

    /** The command runs in 64 MB: it says what is wrong, and not where. */
    @Test
    void of_a_file_of_ten_megabytes_no_line_is_kept() throws Exception {
        Path file = home.resolve("stagedoor/conf/stagedoor.application-b.cfg");
        Files.writeString(file, "application = b\n" + "# as if\n".repeat(10 << 17) + "maxHeld = many\n");
        assertThat(Files.size(file)).isGreaterThan(10_000_000);
        Path many = home.resolve("stagedoor/conf/stagedoor.application-c.cfg");
        Files.writeString(many, "a=\n".repeat(100_000) + "maxHeld = many\n");

        assertThat(shown(List.of(
                        said("problem", "error", "stagedoor.application-a.cfg: maxHeld: wrong"),
                        said("problem", "error", "stagedoor.application-b.cfg: maxHeld: wrong"),
                        said("problem", "error", "stagedoor.application-c.cfg: maxHeld: wrong"))))
                .containsExactly(
                        "stagedoor/conf/stagedoor.application-a.cfg:4: error: maxHeld: wrong",
                        "stagedoor/conf/stagedoor.application-b.cfg: error: maxHeld: wrong",
                        "stagedoor/conf/stagedoor.application-c.cfg: error: maxHeld: wrong");
    }
}
