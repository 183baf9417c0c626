package io.stagedoor.config;

import io.stagedoor.auth.support.file.ConfFolder;
import io.stagedoor.auth.support.file.Troubles;
import io.stagedoor.auth.support.text.Redacted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs files that nothing reads: in {@code stagedoor/conf} those whose name or ending is wrong and those that cannot be read, and
 * our configuration and bundles in a wrong folder. Logs each once, and again when it is used or removed. Hidden files, copies and
 * examples are not meant to be read. For one thread at a time.
 */
final class UnusedFiles {

    private static final Logger LOG = LoggerFactory.getLogger(UnusedFiles.class);

    private static final String SUFFIX = ".cfg";
    private static final String JAR = "bundles are read from stagedoor/bundles; move it there.";

    /** For so many looks a file may be in the making, and its bundle about to start. */
    private static final int LOOKS = 2;

    private static final Pattern NOT_MEANT = Pattern.compile(
            "(?i)\\..*|readme.*|.*(~|#|\\.(example|sample|template|dist|bak|backup|old|orig|save|off|disabled|tmp|temp|part|sw[a-z]"
                    + "|rej|rpmnew|rpmsave|rpmorig|dpkg-[a-z]+|ucf-[a-z]+|md))");
    private static final Pattern MISNAMED = Pattern.compile("(?i)(.+)\\.cfg(\\.[a-z]{1,5})?");
    private static final Pattern OTHER_FORM = Pattern.compile("(?i)(.+)\\.(config|conf|properties|json|xml|ya?ml|ini)");

    private final Path conf;
    private final Path home;
    private final Troubles troubles;

    /**
     * @param home the folder {@code stagedoor/}
     */
    UnusedFiles(Path home) {
        this.home = home.toAbsolutePath().normalize();
        this.conf = this.home.resolve("conf");
        this.troubles = new Troubles(
                LOOKS,
                (file, problem) -> LOG.warn("{}: not used: {}", file, problem),
                file -> LOG.info(
                        "{}: fixed: {}.",
                        file,
                        Files.exists(this.home.resolveSibling(file)) ? "it is used now" : "it was removed or renamed"));
    }

    /**
     * Looks once, and tells what has been so for a while.
     *
     * @param isNamed whether a configuration names a file: it is used then, whatever it is called
     */
    void look(FileNames names, Predicate<String> isNamed) throws IOException {
        troubles.look(problems(names, isNamed));
    }

    /** What is so at this moment: by file, why nothing reads it. */
    Map<String, String> problems(FileNames names, Predicate<String> isNamed) throws IOException {
        Map<String, String> problems = new HashMap<>();
        for (Path file : in(conf)) {
            // What was meant by a name takes time to find.
            if (problems.size() < Troubles.MOST && (isCfg(file) || !isNamed.test(nameOf(file)))) {
                inConf(file, names).ifPresent(problem -> problems.put(shown(file), problem));
            }
        }
        for (Path folder : wrongFolders()) {
            for (Path file : in(folder)) {
                if (problems.size() < Troubles.MOST && ConfFolder.isOurs(file) && isCfg(file)) {
                    problems.put(shown(file), "only files in stagedoor/conf are read; move it there.");
                }
            }
        }
        for (Path file : in(home)) {
            if (problems.size() < Troubles.MOST && isJar(file)) {
                problems.put(shown(file), JAR);
            }
        }
        return problems;
    }

    /** Where operators put configuration by mistake. */
    private List<Path> wrongFolders() throws IOException {
        List<Path> folders = new ArrayList<>(
                List.of(home, home.resolve("bundles"), home.resolve("secrets"), home.resolveSibling("conf")));
        for (Path application : in(home.resolveSibling("webapps"))) {
            folders.add(application.resolve("WEB-INF"));
        }
        return folders;
    }

    private static Optional<String> inConf(Path file, FileNames names) {
        String name = nameOf(file);
        if (NOT_MEANT.matcher(name).matches()) {
            return Optional.empty();
        }
        if (Files.isDirectory(file)) {
            return Optional.of("it is a folder; put the .cfg files directly into stagedoor/conf.");
        }
        if (!isCfg(file)) {
            return Optional.of(otherEnding(file, name));
        }
        if (!Files.exists(file)) {
            return Optional.of("it is a link to a file that does not exist.");
        }
        if (!Files.isRegularFile(file)) {
            return Optional.of("it is not a regular file.");
        }
        if (!Files.isReadable(file)) {
            return Optional.of(
                    "the user that runs the server may not read it; change its owner or its mode: chown, chmod.");
        }
        return names.problem(name);
    }

    private static String otherEnding(Path file, String name) {
        var misnamed = MISNAMED.matcher(name);
        if (misnamed.matches()) {
            return "its name does not end in .cfg; rename it to " + misnamed.group(1) + SUFFIX + ".";
        }
        if (isJar(file)) {
            return JAR;
        }
        var other = OTHER_FORM.matcher(name);
        return other.matches()
                ? "only .cfg files are read; write its settings as lines 'name = value' to " + other.group(1) + SUFFIX
                        + "."
                : "only .cfg files are read; rename it, or move it to another folder.";
    }

    private static boolean isJar(Path file) {
        return nameOf(file).toLowerCase(Locale.ROOT).endsWith(".jar");
    }

    private static boolean isCfg(Path file) {
        return nameOf(file).endsWith(SUFFIX);
    }

    private static String nameOf(Path file) {
        return file.getFileName().toString();
    }

    private static List<Path> in(Path folder) throws IOException {
        if (!Files.isDirectory(folder) || !Files.isReadable(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    /** As seen from the folder of Red5, on one line whatever the name is. */
    private String shown(Path file) {
        return shown(home, file);
    }

    /** A file below the folder of Red5, as seen from there. */
    static String shown(Path home, Path file) {
        return Redacted.of(home.resolveSibling("").relativize(file).toString()).replaceAll("\\p{Cntrl}", "?");
    }
}
