package io.stagedoor.cli.check;

import io.stagedoor.cli.command.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The programs that a check runs: those of the installation itself, or of the build while a home has none.
 *
 * @param folder a folder of Red5 with Stagedoor in it, or of the gateway
 * @param plugins the jars of Stagedoor's plugin, as a rule one; or that of the gateway
 */
record Programs(Path folder, List<Path> plugins) {

    /** System property: the runnable Red5 of the build. */
    private static final String BUILD = "stagedoor.red5";

    private static final String PLUGIN = "stagedoor-red5-plugin-";
    private static final String RED5 = "red5";
    private static final String GATEWAY = "stagedoor-gateway-launcher";

    /**
     * Finds them.
     *
     * @param home the folder that is checked
     * @throws CommandException if there are none
     */
    static Programs of(Path home) throws IOException {
        List<Path> gateway = gateway(home);
        if (!gateway.isEmpty()) {
            return new Programs(home, gateway);
        }
        List<Path> own = plugins(home);
        if (!own.isEmpty()) {
            requireRed5(home);
            return new Programs(home, own);
        }
        String build = System.getProperty(BUILD, "");
        List<Path> built = build.isEmpty() ? List.of() : plugins(Path.of(build));
        if (built.isEmpty()) {
            throw new CommandException("no Stagedoor is installed in " + home + ": "
                    + home.resolve("plugins").resolve(PLUGIN)
                    + "*.jar is missing. Unpack the Stagedoor zip there, or name the folder of Red5 with --home");
        }
        return new Programs(Path.of(build).toAbsolutePath().normalize(), built);
    }

    /**
     * Finds those of a home; of one that has none, such as a copy of configuration, those that this command belongs to.
     *
     * @throws CommandException if there are none
     */
    static Programs orOfCommand(Path home) throws IOException {
        Path own = Path.of("").toAbsolutePath(); // the installed command runs there
        boolean isInstalled = System.getProperty(BUILD, "").isEmpty();
        return of(isInstalled && !isOne(home) && isOne(own) ? own : home);
    }

    /** The zip of Stagedoor may have been unpacked somewhere else. */
    private static void requireRed5(Path home) throws IOException {
        boolean isThere = Stream.of(jars(home), jars(home.resolve("lib")))
                .flatMap(List::stream)
                .anyMatch(jar -> jar.getFileName().toString().startsWith(RED5));
        if (!isThere) {
            throw new CommandException(
                    "no Red5 is in " + home + ": " + home.resolve("lib").resolve(RED5)
                            + "*.jar is missing. Unpack the Stagedoor zip into the folder of Red5, or name that folder with --home");
        }
    }

    private static List<Path> plugins(Path home) throws IOException {
        return jars(home.resolve("plugins")).stream()
                .filter(jar -> jar.getFileName().toString().startsWith(PLUGIN))
                .toList();
    }

    private static List<Path> gateway(Path home) throws IOException {
        return jars(home.resolve("lib")).stream()
                .filter(jar -> jar.getFileName().toString().startsWith(GATEWAY))
                .toList();
    }

    private static boolean isOne(Path home) throws IOException {
        return !plugins(home).isEmpty() || !gateway(home).isEmpty();
    }

    /** The class whose process checks. */
    String main() {
        return plugins.get(0).getFileName().toString().startsWith(GATEWAY)
                ? "io.stagedoor.gateway.launcher.Check"
                : "io.stagedoor.red5.plugin.Check";
    }

    /** Jars with what a check needs of Red5: its loggers, and what bundles see of it. */
    List<Path> classPath() throws IOException {
        return Stream.of(plugins.subList(0, 1), jars(folder), jars(folder.resolve("lib")))
                .flatMap(List::stream)
                .toList();
    }

    /** The jars in a folder; none if there is no such folder. */
    static List<Path> jars(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }
}
