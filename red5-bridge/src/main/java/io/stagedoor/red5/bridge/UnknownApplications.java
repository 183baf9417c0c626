package io.stagedoor.red5.bridge;

import io.stagedoor.auth.support.file.Troubles;
import io.stagedoor.auth.support.property.Suggestion;
import io.stagedoor.auth.support.text.Redacted;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs configured applications that Red5 has no web application for: nothing else would say that a name is mistyped until a client is
 * refused. Tells each once, and again when it is fixed. For one thread at a time.
 */
final class UnknownApplications {

    private static final Logger LOG = LoggerFactory.getLogger(UnknownApplications.class);

    /** For so many looks a web application may be on its way. */
    private static final int LOOKS = 2;

    private static final String WAR = ".war";
    private static final String SETTINGS = "WEB-INF/red5-web.properties";
    private static final String CONTEXT_PATH = "webapp.contextPath";

    private final Path webapps;
    private final Troubles troubles = new Troubles(
            LOOKS,
            (application, problem) -> LOG.warn(problem),
            application -> LOG.info(
                    "Application '{}': fixed: Red5 has a web application of this name, or no file configures it any more.",
                    shown(application)));

    /**
     * Looks at nothing yet.
     *
     * @param webapps the folder of Red5's web applications; if it does not exist, nothing is unknown
     */
    UnknownApplications(Path webapps) {
        this.webapps = webapps;
    }

    /**
     * Looks once.
     *
     * @param configured by the name of an application, the file that configures it; {@code *} is no name
     */
    void look(Map<String, String> configured) {
        Map<String, String> problems = new HashMap<>();
        Set<String> known = known();
        if (!known.isEmpty()) {
            configured.forEach((name, file) -> {
                if (!name.equals("*") && !known.contains(name)) {
                    problems.put(name, problem(name, file, known));
                }
            });
        }
        troubles.look(problems);
    }

    private static String problem(String name, String file, Set<String> known) {
        Optional<String> meant = known.stream()
                .filter(one -> Suggestion.mistakes(name, one).isPresent())
                .min(Comparator.comparingInt(
                        one -> Suggestion.mistakes(name, one).orElseThrow()));
        return file + ": application: Red5 has no web application '" + shown(name) + "'"
                + meant.map(one -> " (did you mean '" + shown(one) + "'?)").orElse("")
                + "; correct the name, or add the web application to webapps.";
    }

    /** Empty if nobody can tell. */
    private Set<String> known() {
        if (!Files.isDirectory(webapps)) {
            return Set.of();
        }
        try (Stream<Path> entries = Files.list(webapps)) {
            return entries.flatMap(UnknownApplications::names).collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException | UncheckedIOException e) {
            return Set.of();
        }
    }

    private static Stream<String> names(Path entry) {
        String name = entry.getFileName().toString();
        if (name.endsWith(WAR)) {
            return Stream.of(name.substring(0, name.length() - WAR.length()));
        }
        return Files.isDirectory(entry) ? Stream.concat(Stream.of(name), contextPath(entry).stream()) : Stream.empty();
    }

    /** A web application may have another name than its folder. */
    private static Optional<String> contextPath(Path folder) {
        Path file = folder.resolve(SETTINGS);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Properties settings = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            settings.load(in);
        } catch (IOException | IllegalArgumentException e) { // Red5 says what is wrong with it
            return Optional.empty();
        }
        return Optional.ofNullable(settings.getProperty(CONTEXT_PATH))
                .map(path -> path.strip().replaceFirst("^/+", ""));
    }

    private static String shown(String name) {
        return Redacted.of(name).replaceAll("\\p{Cntrl}", "?");
    }
}
