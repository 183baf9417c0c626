package io.stagedoor.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.support.property.Elsewhere;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The annotation type of a configuration is the one place that declares a property. Metatype is made of it; its ranges, the tables in
 * {@code docs} and the {@code .cfg.example} files are copies. A failure shows what the copy has to say.
 */
class PropertiesTest {

    /** Some begin with a value: false lets every client in. */
    private static final Pattern SENTENCE = Pattern.compile("\\p{Alnum}.{10,}\\.", Pattern.DOTALL);

    private static final Pattern RANGE = Pattern.compile("\\d+ to \\d+");

    /** The example shows a value that is not the default. */
    private static final List<String> SHOWN = List.of(
            "kind",
            "secretFile",
            "application",
            "authenticator",
            "name",
            "jwtSecretFile",
            "redis",
            "keyFile",
            "validateUrl",
            "invalidateUrl",
            "port",
            "issuer",
            "keys",
            "audiences",
            "publisherIf",
            "subscriberIf",
            "jti");

    static Stream<Configuration> configurations() {
        return Configuration.all();
    }

    @Test
    void each_kind_of_configuration_is_here() {
        assertThat(Configuration.all().map(Configuration::type))
                .containsExactlyInAnyOrderElementsOf(Configuration.types());
    }

    @Test
    void whoever_writes_a_property_into_another_file_is_told_where_it_belongs() {
        assertThat(Elsewhere.all())
                .isEqualTo(Configuration.all()
                        .collect(Collectors.toMap(
                                configuration -> configuration.pid()
                                        + (configuration.file().startsWith("-") ? "-NAME.cfg" : ".cfg"),
                                configuration -> configuration.properties().keySet())));
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void metatype_has_a_sentence_for_each_property(Configuration configuration) {
        assertThat(configuration.properties().values())
                .allSatisfy(property ->
                        assertThat(property.sentence()).as(property.name()).matches(SENTENCE));
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void metatype_has_the_range_that_the_code_reads(Configuration configuration) {
        assertThat(configuration.properties().values())
                .isNotEmpty()
                .allSatisfy(property -> assertThat(property.rangeInMetatype())
                        .as("%s: min and max of its @AttributeDefinition, compared with its @Range", property.name())
                        .isEqualTo(property.range()));
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void each_property_is_in_the_tables_with_its_type_and_default(Configuration configuration) {
        Map<String, List<String>> rows = configuration.rows();
        assertThat(rows.keySet())
                .as(configuration.page())
                .isEqualTo(configuration.properties().keySet());
        assertThat(configuration.properties().values()).allSatisfy(property -> {
            List<String> cells = rows.get(property.name());
            assertThat(cells.get(0)).as("%s: type", property.name()).matches(property.typeCell());
            if (cells.size() > 1) {
                assertThat(cells.get(1)).as("%s: default", property.name()).matches(property.defaultCell());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void the_example_has_each_default(Configuration configuration) {
        Example example = configuration.example();
        assertThat(configuration.properties().values())
                .filteredOn(property -> property.hasDefault() && !SHOWN.contains(property.name()))
                .allSatisfy(property -> assertThat(example.values())
                        .as(configuration.pid())
                        .containsEntry(property.name(), property.otherwise()));
        assertThat(example.names())
                .filteredOn(name -> !configuration.knows(name))
                .isEmpty();
        assertThat(example.inForce())
                .filteredOn(name -> !SHOWN.contains(name))
                .allSatisfy(name -> assertThat(example.values())
                        .as(configuration.pid())
                        .containsEntry(
                                name, configuration.properties().get(name).otherwise()));
    }

    /** Which authenticators decide about one protocol is not in it: mostly the same do. */
    @Test
    void the_full_sample_of_an_application_has_each_property() {
        Configuration application = Configuration.all().findFirst().orElseThrow();
        Matcher sample = Pattern.compile("### A full sample\n.*?```properties\n(.*?)```", Pattern.DOTALL)
                .matcher(Modules.read(Modules.root().resolve(application.page())));
        assertThat(sample.find()).isTrue();
        assertThat(sample.group(1).lines().map(line -> line.replaceFirst(" *=.*", "")))
                .containsExactlyInAnyOrderElementsOf(application.properties().keySet().stream()
                        .filter(name -> !name.startsWith("authenticator."))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void a_range_in_the_example_is_the_one_that_the_code_reads(Configuration configuration) {
        assertThat(configuration.example().blocks()).allSatisfy(block -> {
            List<String> ranges = block.names().stream()
                    .filter(configuration.properties()::containsKey)
                    .map(name -> configuration.properties().get(name).range())
                    .toList();
            assertThat(RANGE.matcher(block.comment()).results().map(MatchResult::group))
                    .as(block.comment())
                    .allSatisfy(range -> assertThat(ranges).contains(range));
        });
    }
}
