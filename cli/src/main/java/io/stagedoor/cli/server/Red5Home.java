package io.stagedoor.cli.server;

import io.stagedoor.cli.CommandException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A folder that Red5 runs in, made from the runnable Red5 of the distribution; ours alone until it is closed. */
public final class Red5Home implements AutoCloseable {

    /** Lists what the distribution has put there: the mark of a home of ours, and what an update may remove. */
    private static final String MARK = ".stagedoor-files";

    private static final String LOCK = ".stagedoor-lock";

    private static final Path STAGEDOOR = Path.of("stagedoor");

    /** What a folder may hold that is not yet a home. */
    private static final Set<Path> OURS = Set.of(STAGEDOOR, Path.of(LOCK));

    /** Red5's: who can read it may stop the server. */
    private static final String SHUTDOWN_TOKEN = "shutdown.token";

    /** What the server writes itself, below the home. */
    private static final List<Path> WRITTEN = List.of(
            Path.of("log"),
            Path.of("work"),
            STAGEDOOR.resolve("cache"),
            STAGEDOOR.resolve("log"),
            STAGEDOOR.resolve("state"));

    /** What belongs to the operator once it is there. */
    private static final List<Path> KEPT =
            List.of(Path.of("conf"), Path.of("webapps"), STAGEDOOR.resolve("conf"), STAGEDOOR.resolve("secrets"));

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
                throw new CommandException(absolute + " is writable by others, who could put programs there: chmod o-w "
                        + absolute + ", or name another with --home");
            }
            Red5Home home = new Red5Home(absolute, lock(absolute));
            home.update(distribution);
            home.keepForOwner();
            return home;
        } catch (IOException e) {
            throw new CommandException("The folder " + absolute + " cannot be prepared: " + e, e);
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
        throw new CommandException("A server is running in " + folder + " already; name another folder with --home");
    }

    private static void refuseForeign(Path folder) throws IOException {
        if (!Files.exists(folder) || Files.exists(folder.resolve(MARK))) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new CommandException(folder + " is no folder; name another with --home");
        }
        try (Stream<Path> content = Files.list(folder)) {
            if (content.map(Path::getFileName).anyMatch(name -> !OURS.contains(name))) {
                throw new CommandException(folder + " holds files that are not of a server made by this command;"
                        + " name a new or empty folder with --home."
                        + " To install into a Red5 of your own, unpack the Stagedoor zip over it");
            }
        }
    }

    private void update(Path distribution) throws IOException {
        Set<String> installed = new TreeSet<>();
        Files.walkFileTree(distribution, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path source, BasicFileAttributes attributes) throws IOException {
                Path relative = distribution.relativize(source);
                Path target = folder.resolve(relative.toString());
                if (!Files.isDirectory(target)) {
                    OwnerOnly.createFolders(target);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path source, BasicFileAttributes attributes) throws IOException {
                Path relative = distribution.relativize(source);
                if (install(source, relative)) {
                    installed.add(relative.toString());
                }
                return FileVisitResult.CONTINUE;
            }
        });
        removeOutdated(installed);
        Files.write(folder.resolve(MARK), installed);
    }

    /** Whether the file is a program, which a later update may replace or remove. */
    private boolean install(Path source, Path relative) throws IOException {
        Path target = folder.resolve(relative.toString());
        boolean program = KEPT.stream().noneMatch(relative::startsWith);
        boolean wanted = !Files.exists(target) || program && Files.mismatch(source, target) >= 0;
        if (wanted) {
            Path part = target.resolveSibling(target.getFileName() + ".part");
            Files.deleteIfExists(part);
            OwnerOnly.createFile(part);
            Files.write(part, Files.readAllBytes(source));
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        return program;
    }

    private void removeOutdated(Set<String> installed) throws IOException {
        Path mark = folder.resolve(MARK);
        if (!Files.exists(mark)) {
            return;
        }
        for (String earlier : Files.readAllLines(mark)) {
            Path file = folder.resolve(earlier).normalize();
            if (!installed.contains(earlier) && file.startsWith(folder)) {
                Files.deleteIfExists(file);
            }
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
