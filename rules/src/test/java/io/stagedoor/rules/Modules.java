package io.stagedoor.rules;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The modules that the root POM names and that have main code, by their folders. */
final class Modules {

    /** Its only class has the name of SLF4J's {@code LoggerFactory}, which all modules use. */
    static final String LOG = "red5-log";

    private static final Path ROOT = Path.of(System.getProperty("stagedoor.root", ".."));
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final String SOURCES = "src/main/java";

    /** Each module is read once. */
    private static final Map<List<String>, JavaClasses> READ = new ConcurrentHashMap<>();

    private Modules() {}

    /** All modules with main code. */
    static List<String> all() {
        return MODULE.matcher(read(ROOT.resolve("pom.xml")))
                .results()
                .map(found -> found.group(1))
                .filter(module -> Files.isDirectory(ROOT.resolve(module).resolve(SOURCES)))
                .toList();
    }

    /** All modules with main code, but not these. */
    static List<String> without(String... modules) {
        List<String> others = List.of(modules);
        return all().stream().filter(module -> !others.contains(module)).toList();
    }

    /**
     * The compiled main classes of modules, without those that a tool made.
     *
     * @throws AssertionError if a module is not compiled
     */
    static JavaClasses classes(List<String> modules) {
        return READ.computeIfAbsent(modules, Modules::read);
    }

    private static JavaClasses read(List<String> modules) {
        return new ClassFileImporter()
                .withImportOption(location -> !location.contains("jmh_generated"))
                .importPaths(modules.stream().map(Modules::compiled).toList());
    }

    private static Path compiled(String module) {
        Path classes = ROOT.resolve(module).resolve("target/classes");
        if (!Files.isDirectory(classes)) {
            throw new AssertionError(module + " is not compiled: add it to the dependencies in rules/pom.xml");
        }
        return classes;
    }

    /** The packages of all modules with main code, and those of the integration tests. */
    static List<Package> packages() {
        return Stream.concat(
                        mainPackages(all()).stream(),
                        packages(ROOT.resolve("itests/src/test/java/io/stagedoor/itests")))
                .toList();
    }

    /** The packages of the main code of modules. */
    static List<Package> mainPackages(List<String> modules) {
        return modules.stream()
                .map(module -> ROOT.resolve(module).resolve(SOURCES))
                .flatMap(Modules::packages)
                .toList();
    }

    private static Stream<Package> packages(Path sources) {
        try (Stream<Path> files = Files.walk(sources)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .toList()
                    .stream()
                    .map(Package::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The top of the project. */
    static Path root() {
        return ROOT;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder with Java sources. */
    @SuppressWarnings("JavaLangClash") // always written as Modules.Package
    record Package(Path folder) {

        private static final String INFO = "package-info.java";
        private static final Pattern NAME = Pattern.compile("(?m)^package ([\\w.]+);");

        /** The source of its {@code package-info}; empty if there is none. */
        String info() {
            Path info = folder.resolve(INFO);
            return Files.exists(info) ? read(info) : "";
        }

        /** Its name, as one of its sources declares it. */
        String name() {
            return NAME.matcher(read(sources().get(0)))
                    .results()
                    .findFirst()
                    .orElseThrow()
                    .group(1);
        }

        /** How many types it has, without nested ones. */
        long types() {
            return sources().stream().filter(file -> !file.endsWith(INFO)).count();
        }

        private List<Path> sources() {
            try (Stream<Path> files = Files.list(folder)) {
                return files.filter(file -> file.toString().endsWith(".java")).toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
