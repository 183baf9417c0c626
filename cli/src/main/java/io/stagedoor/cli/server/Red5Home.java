package io.stagedoor.cli.server;

import io.stagedoor.auth.support.file.Access;
import io.stagedoor.cli.command.CommandException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A folder that Red5 runs in, made from the runnable Red5 of the distribution; ours alone until it is closed. */
public final class Red5Home implements AutoCloseable {

    /** Lists what the distribution has put there: the mark of a home of ours, and what an update may remove. */
    private static final String MARK = ".stagedoor-files";

    private static final String LOCK = ".stagedoor-lock";

    private static final String IGNORED = ".gitignore";

    private static final String IGNORE_ALL = """
            # Written by 'stagedoor serve', once: secrets, tokens and logs in this folder are not for a repository.
            *
            """;

    private static final Path STAGEDOOR = Path.of("stagedoor");

    /** What a folder may hold that is not yet a home. */
    private static final Set<Path> OURS = Set.of(STAGEDOOR, Path.of(LOCK), Path.of(IGNORED));

    /** Red5's: who can read it may stop the server. */
    private static final String SHUTDOWN_TOKEN = "shutdown.token";

    /** What the server writes itself, below the home. */
    private static final List<Path> WRITTEN = List.of(
            Path.of("log"),
            Path.of("work"),
            STAGEDOOR.resolve("cache"),
            STAGEDOOR.resolve("data"),
            STAGEDOOR.resolve("log"),
            STAGEDOOR.resolve("state"));

    /** What belongs to the operator once it is there. */
    private static final List<Path> KEPT =
            List.of(Path.of("conf"), Path.of("webapps"), STAGEDOOR.resolve("conf"), STAGEDOOR.resolve("secrets"));

    private static final Path COMMANDS = STAGEDOOR.resolve("bin");

    private final Path folder;
    private final FileChannel lock;

    private Red5Home(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Makes a home, or brings the programs of one up to date: its configuration, applications and secrets stay as they are. Others
     * may read nothing of it but {@code webapps/}, whatever they could read before; the group may read configuration.
     *
     * @param folder need not be there; if it is, it is a home made by this, or holds nothing but {@code stagedoor/}
     * @param distribution the runnable Red5
     */
    public static Red5Home prepare(Path folder, Path distribution) {
        Path absolute = folder.toAbsolutePath().normalize();
        try {
            refuseForeign(absolute);
            OwnerOnly.createFolders(absolute);
            if (OwnerOnly.isWritableByOthers(absolute)) {
                throw new CommandException(
                        absolute + " is writable by others, who could put programs there: run chmod o-w " + absolute
                                + ", or choose another folder with --home");
            }
            return prepared(new Red5Home(absolute, lock(absolute)), distribution);
        } catch (IOException e) {
            throw new CommandException(
                    Access.problemOfWriting(absolute)
                            .or(() -> Access.problemOfWriting(absolute.resolveSibling("")))
                            .filter(problem -> e instanceof AccessDeniedException)
                            .orElse("the folder " + absolute + " cannot be prepared: " + e),
                    e);
        }
    }

    private static Red5Home prepared(Red5Home home, Path distribution) throws IOException {
        boolean done = false;
        try {
            home.update(distribution);
            home.hideFromGit();
            home.requireReadable();
            home.keepForOwner();
            done = true;
            return home;
        } finally {
            if (!done) {
                home.close();
            }
        }
    }

    /** Whether a folder is a home of this user's that no server runs in any more. */
    public static boolean isAbandoned(Path folder) throws IOException {
        Path lock = folder.resolve(LOCK);
        if (!Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS) || !Files.isWritable(lock)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** The folder, absolute. */
    public Path folder() {
        return folder;
    }

    /** The folder {@code stagedoor/conf}. */
    public Path configuration() {
        return folder.resolve(STAGEDOOR).resolve("conf");
    }

    /** The folder {@code stagedoor/secrets}. */
    public Path secrets() {
        return folder.resolve(STAGEDOOR).resolve("secrets");
    }

    /** The folder {@code stagedoor/bundles}. */
    public Path bundles() {
        return folder.resolve(STAGEDOOR).resolve("bundles");
    }

    /** The file that holds one line for each decision. */
    public Path auditLog() {
        return folder.resolve(STAGEDOOR).resolve("log").resolve("audit.log");
    }

    /** Red5's log. */
    public Path serverLog() {
        return folder.resolve("log").resolve("red5.log");
    }

    /** Others may use the folder from now on. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        OwnerOnly.createFile(folder.resolve(LOCK));
        FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very process, which is the same as by another.
        }
        channel.close();
        throw new CommandException("a server is running in " + folder + " already; choose another folder with --home");
    }

    private static void refuseForeign(Path folder) throws IOException {
        if (!Files.exists(folder) || Files.exists(folder.resolve(MARK))) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new CommandException(folder + " is not a folder; choose another with --home");
        }
        try (Stream<Path> content = Files.list(folder)) {
            if (content.map(Path::getFileName).anyMatch(name -> !OURS.contains(name))) {
                throw new CommandException(
                        folder + " holds files that this command did not create; choose a new or empty"
                                + " folder with --home. To install into your own Red5, unpack the Stagedoor zip over it");
            }
        }
    }

    private void update(Path distribution) throws IOException {
        Set<String> installed = programs(distribution);
        Set<String> known = new TreeSet<>(installed);
        known.addAll(listed());
        // First: whatever stops this half way, the folder is a home, and no program is left in it for good.
        Files.write(folder.resolve(MARK), known);
        Files.walkFileTree(distribution, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path source, BasicFileAttributes attributes) throws IOException {
                OwnerOnly.createFolders(
                        folder.resolve(distribution.relativize(source).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path source, BasicFileAttributes attributes) throws IOException {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("interrupted");
                }
                install(source, distribution.relativize(source));
                return FileVisitResult.CONTINUE;
            }
        });
        removeOutdated(installed);
        Files.write(folder.resolve(MARK), installed);
    }

    private static Set<String> programs(Path distribution) throws IOException {
        try (Stream<Path> files = Files.walk(distribution)) {
            return files.filter(Files::isRegularFile)
                    .map(distribution::relativize)
                    .filter(Red5Home::isProgram)
                    .map(Path::toString)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** Whether a later update may replace or remove the file. */
    private static boolean isProgram(Path relative) {
        return KEPT.stream().noneMatch(relative::startsWith);
    }

    private void install(Path source, Path relative) throws IOException {
        Path target = folder.resolve(relative.toString());
        if (!Files.exists(target) || isProgram(relative) && Files.mismatch(source, target) >= 0) {
            Path part = target.resolveSibling(target.getFileName() + ".part");
            Files.deleteIfExists(part);
            OwnerOnly.createFile(part);
            Files.write(part, Files.readAllBytes(source));
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        if (relative.startsWith(COMMANDS)) {
            OwnerOnly.makeExecutable(target);
        }
    }

    private List<String> listed() throws IOException {
        Path mark = folder.resolve(MARK);
        return Files.exists(mark) ? Files.readAllLines(mark) : List.of();
    }

    private void removeOutdated(Set<String> installed) throws IOException {
        for (String earlier : listed()) {
            Path file = folder.resolve(earlier).normalize();
            if (!installed.contains(earlier) && file.startsWith(folder)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** What somebody has written there stays: then it is theirs to say what a repository holds. */
    private void hideFromGit() throws IOException {
        Path file = folder.resolve(IGNORED);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.writeString(file, IGNORE_ALL);
        }
    }

    /** A server that cannot read its configuration would refuse everyone and not say why. */
    private void requireReadable() {
        Optional<String> problem = Access.problemOfReading(folder.resolve(STAGEDOOR));
        if (problem.isPresent()) {
            throw new CommandException(problem.get());
        }
    }

    /** Whatever modes there were before, and whoever has the old token's file open. */
    private void keepForOwner() throws IOException {
        Files.deleteIfExists(folder.resolve(SHUTDOWN_TOKEN));
        OwnerOnly.takeFromFilesOf(folder, OwnerOnly.GROUP_AND_OTHERS);
        for (Path written : WRITTEN) {
            OwnerOnly.takeFrom(folder.resolve(written), OwnerOnly.GROUP_AND_OTHERS);
        }
        OwnerOnly.takeFrom(folder.resolve("conf"), OwnerOnly.OTHERS);
        OwnerOnly.takeFrom(folder.resolve(STAGEDOOR), OwnerOnly.OTHERS);
    }
}
