package io.stagedoor.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Packages do not name each other in a circle, nor do the types of a large package. */
class CirclesTest {

    /** So few types can be read at once, even if they name each other. */
    private static final int FEW = 8;

    private static JavaClasses classes() {
        return Modules.classes(Modules.without(Modules.LOG));
    }

    @Test
    void no_circle_between_packages() {
        noCircle("packages", JavaClass::getPackageName).check(classes());
    }

    private static Stream<Arguments> largePackages() {
        Map<String, Long> types = classes().stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, TreeMap::new, Collectors.counting()));
        return types.entrySet().stream()
                .filter(one -> one.getValue() > FEW)
                .map(one -> Arguments.of(one.getKey(), classes().that(resideInAPackage(one.getKey()))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("largePackages")
    void no_circle_between_the_types_of_a_large_package(String name, JavaClasses types) {
        noCircle("types of " + name, CirclesTest::typeOrCircle).check(types);
    }

    private static List<KnownCircle> knownCircles() {
        return KnownCircle.ALL;
    }

    @ParameterizedTest
    @MethodSource("knownCircles")
    void a_known_circle_is_one(KnownCircle known) {
        JavaClasses types = classes().that(describe("are of the circle", type -> known.has(topLevel(type))));
        String circles = noCircle("types", type -> topLevel(type).getSimpleName())
                .evaluate(types)
                .getFailureReport()
                .toString();
        assertThat(known.types()).allSatisfy(type -> assertThat(circles).contains("Slice " + type + " "));
    }

    private static ArchRule noCircle(String what, Function<JavaClass, String> part) {
        return slices().assignedFrom(new Parts(what, part)).should().beFreeOfCycles();
    }

    /** A known circle counts as one type. */
    private static String typeOrCircle(JavaClass type) {
        JavaClass whole = topLevel(type);
        return KnownCircle.ALL.stream()
                .filter(known -> known.has(whole))
                .findFirst()
                .map(known -> String.join(", ", known.types()))
                .orElse(whole.getSimpleName());
    }

    private static JavaClass topLevel(JavaClass type) {
        return type.getEnclosingClass().map(CirclesTest::topLevel).orElse(type);
    }

    private record Parts(String getDescription, Function<JavaClass, String> part) implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(part.apply(type));
        }

        @Override
        public String getDescription() {
            return getDescription;
        }
    }
}
