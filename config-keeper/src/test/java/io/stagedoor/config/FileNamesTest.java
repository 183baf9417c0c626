package io.stagedoor.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {

    private static final Set<String> FACTORIES = Set.of("stagedoor.application", "stagedoor.authenticator.jwt");

    private final FileNames names = new FileNames(new ReadPids(
            Set.of("stagedoor.application", "stagedoor.authenticator.jwt", "stagedoor.bridge", "com.example.door"),
            FACTORIES,
            Set.of("stagedoor.bridge")));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stagedoor.application-live.cfg",
                "stagedoor.application-a-b.cfg",
                "stagedoor.authenticator.jwt-x.cfg",
                "stagedoor.bridge.cfg",
                "com.example.door.cfg",
                "com.example.door-front.cfg"
            })
    void a_file_that_a_bundle_reads_is_used(String name) {
        assertThat(names.problem(name)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "stagedoor.aplication-foo.cfg, stagedoor.application-foo.cfg",
        "stagedoor.authenticator.jtw-x.cfg, stagedoor.authenticator.jwt-x.cfg",
        "stagedoor.authenticator.sinple-x.cfg, stagedoor.authenticator.simple-x.cfg",
        "Stagedoor.Application-live.cfg, stagedoor.application-live.cfg",
        "stagedoor.application.live.cfg, stagedoor.application-live.cfg",
        "stagedoor.application_live.cfg, stagedoor.application-live.cfg",
        "stagedoor.application~live.cfg, stagedoor.application-live.cfg",
        "stagedoor-application-live.cfg, stagedoor.application-live.cfg",
        "stagedoor.applications-live.cfg, stagedoor.application-live.cfg",
        "application-live.cfg, stagedoor.application-live.cfg",
        "stagedoor.isuer-acme.cfg, stagedoor.issuer-acme.cfg",
        "issuer-acme.cfg, stagedoor.issuer-acme.cfg",
        "jwt-live.cfg, stagedoor.authenticator.jwt-live.cfg",
        "stagedoor.brigde.cfg, stagedoor.bridge.cfg",
        "bridge.cfg, stagedoor.bridge.cfg",
        "com.exmple.door.cfg, com.example.door.cfg"
    })
    void a_misspelled_name_is_told_with_what_was_meant(String name, String meant) {
        assertThat(names.problem(name))
                .hasValueSatisfying(problem ->
                        assertThat(problem).contains("no bundle reads").endsWith("did you mean " + meant + "?"));
    }

    @Test
    void a_name_that_is_near_to_none_is_told_what_names_there_are() {
        assertThat(names.problem("live.cfg"))
                .hasValueSatisfying(problem -> assertThat(problem)
                        .contains(
                                "'live'",
                                "stagedoor.application-NAME.cfg",
                                "stagedoor.authenticator.KIND-NAME.cfg",
                                "roundtrip"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stagedoor.application.cfg", "stagedoor.application-.cfg"})
    void a_factory_needs_a_name(String name) {
        assertThat(names.problem(name))
                .hasValueSatisfying(problem -> assertThat(problem).endsWith("stagedoor.application-NAME.cfg."));
    }

    @Test
    void what_there_is_once_has_no_name() {
        assertThat(names.problem("stagedoor.bridge-main.cfg"))
                .hasValueSatisfying(problem -> assertThat(problem).endsWith("rename it to stagedoor.bridge.cfg."));
    }

    @Test
    void a_right_name_whose_bundle_is_missing_names_the_bundle() {
        assertThat(names.problem("stagedoor.authenticator.roundtrip-x.cfg"))
                .hasValueSatisfying(problem -> assertThat(problem).contains("stagedoor/bundles/auth-roundtrip.jar"));
    }

    @Test
    void a_name_of_another_vendor_is_not_taken_for_one_of_ours() {
        assertThat(names.problem("org.acme.invite-main.cfg"))
                .contains(
                        "no running bundle reads 'org.acme.invite': its bundle is missing or does not start; look for a"
                                + " line about it.");
    }

    @Test
    void a_very_long_name_costs_no_more_than_it_is_worth() {
        assertThat(names.problem("a.".repeat(120) + "cfg")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "stagedoor.application-live (copy).cfg, stagedoor.application-live-copy.cfg",
        "stagedoor.authenticator.jwt-ch(at).cfg, stagedoor.authenticator.jwt-ch-at.cfg",
        "com.example.door-a*.cfg, com.example.door-a.cfg"
    })
    void a_name_that_the_framework_cannot_look_up_is_told_with_one_that_it_can(String name, String usable) {
        assertThat(names.problem(name))
                .hasValueSatisfying(
                        problem -> assertThat(problem).contains("( ) * \\").endsWith("rename it to " + usable + "."));
    }
}
