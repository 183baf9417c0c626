package io.stagedoor.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnknownVariablesTest {

    private final UnknownVariables variables = new UnknownVariables(Map.of("red5.root", "/red5")::get);

    @Test
    void names_what_nobody_knows() throws IOException {
        assertThat(variables.in("name = a\nexpectedIssuer = ${ISSUER}\nx=${ONE}/${TWO}\n"))
                .containsExactly("ISSUER", "ONE", "TWO");
    }

    @Test
    void and_nothing_else() throws IOException {
        assertThat(variables.in("# ${comment}\n  ! ${another}\nfile = ${red5.root}/x\nname = a\nother = ${name}\n"
                        + "secret = $[env:NAME] $[secret:file] \\${escaped} $ {x}\n"))
                .isEmpty();
    }

    @Test
    void a_file_that_nobody_can_read_is_told_of_by_who_reads_it() throws IOException {
        assertThat(variables.in("name = \\u12\nother = ${x}\n")).isEmpty();
    }
}
