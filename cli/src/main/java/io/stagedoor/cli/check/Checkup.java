package io.stagedoor.cli.check;

import io.stagedoor.auth.support.file.Access;
import io.stagedoor.cli.command.CommandException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** The result of a check. */
public final class Checkup {

    private static final String BUNDLE = "bundle";

    private final Findings findings;
    private final List<Said> said;

    private Checkup(Findings findings, List<Said> said) {
        this.findings = findings;
        this.said = said;
    }

    /**
     * Checks an installation.
     *
     * @param folder the folder of Red5; it need not have programs yet where a build has them
     * @param bundles whether the jars are of interest
     * @param online whether to connect to the services that configurations name
     * @throws CommandException if there is nothing to check, or it cannot be checked
     */
    public static Checkup of(Path folder, boolean bundles, boolean online) throws IOException, InterruptedException {
        Path home = folder.toAbsolutePath().normalize();
        return of(home, home, bundles, Optional.empty(), online);
    }

    /**
     * Checks an installation by bundles that it may get: they judge in place of those of the same symbolic name.
     *
     * @param folder the folder of Red5
     * @param bundles the folder with their jars, which are of interest, too
     * @param online whether to connect to the services that configurations name
     * @throws CommandException if there is nothing to check, or it cannot be checked, or there are no jars
     */
    static Checkup by(Path bundles, Path folder, boolean online) throws IOException, InterruptedException {
        Path home = folder.toAbsolutePath().normalize();
        Path given = bundles.toAbsolutePath().normalize();
        if (Programs.jars(given).isEmpty()) {
            throw new CommandException("--bundles: no jar is in the folder " + given
                    + "; name a folder with bundles, or leave it out to have the installed ones judge");
        }
        return of(home, home, true, Optional.of(given), online);
    }

    /**
     * Checks configuration before it is written to an installation, and connects to the services that it names.
     *
     * @param draft a folder with {@code stagedoor/conf} and what this names
     * @param folder the folder of Red5 that it is meant for
     * @throws CommandException if it cannot be checked
     */
    public static Checkup ofDraft(Path draft, Path folder) throws IOException, InterruptedException {
        return of(
                draft.toAbsolutePath().normalize(), folder.toAbsolutePath().normalize(), false, Optional.empty(), true);
    }

    /**
     * @param installed where the programs are
     * @param given bundles that judge in place of those
     */
    private static Checkup of(Path home, Path installed, boolean bundles, Optional<Path> given, boolean online)
            throws IOException, InterruptedException {
        Path stagedoor = home.resolve("stagedoor");
        if (!Files.isDirectory(stagedoor)) {
            throw new CommandException("no folder " + stagedoor
                    + "; name the folder of Red5 with --home, or make a new one with: stagedoor init");
        }
        Access.problemOfListing(stagedoor.resolve("conf")).ifPresent(problem -> {
            throw new CommandException(problem);
        });
        Programs programs = Programs.of(installed);
        Findings findings = new Findings(home);
        plugins(home, programs).forEach(findings::add);
        List<Said> said = new Rehearsal(home, programs, given, online).run();
        findings.said(said.stream().filter(one -> bundles || !one.is(BUNDLE)).toList());
        if (online) {
            findings.said(Online.unreachable(said));
        }
        SecretFiles.in(home).forEach(findings::add);
        return new Checkup(findings, said);
    }

    /**
     * Makes sure that a folder can be checked.
     *
     * @throws CommandException if neither it nor a build has programs
     */
    public static void requirePrograms(Path folder) throws IOException {
        Programs.of(folder.toAbsolutePath().normalize());
    }

    /** The door itself: a Red5 that cannot read it lets everyone in. */
    private static List<Finding> plugins(Path home, Programs programs) {
        List<Finding> found = new ArrayList<>();
        for (Path plugin : programs.plugins()) {
            if (!Files.isReadable(plugin)) {
                found.add(new Finding(
                        Severity.ERROR,
                        shown(home, plugin),
                        OptionalInt.empty(),
                        "",
                        "you may not read it: if Red5 may not either, it lets EVERYONE in; change its owner or mode"));
            }
        }
        if (programs.plugins().size() > 1) {
            found.add(new Finding(
                    Severity.ERROR,
                    shown(home, programs.plugins().get(0)),
                    OptionalInt.empty(),
                    "",
                    "there is another plugin of Stagedoor beside it: "
                            + programs.plugins().stream()
                                    .skip(1)
                                    .map(plugin -> shown(home, plugin))
                                    .collect(Collectors.joining(", "))
                            + "; remove the older one, and restart Red5"));
        }
        return found;
    }

    private static String shown(Path home, Path file) {
        return file.startsWith(home) ? home.relativize(file).toString() : file.toString();
    }

    /** Whether no error was found. */
    public boolean isGood() {
        return findings.count(Severity.ERROR) == 0;
    }

    /** How many configuration files were read. */
    public int files() {
        return findings.files();
    }

    /** What issuers publish, if it was asked for, as a phrase: the algorithms, how many keys, how often they are fetched; empty if none does. */
    public Optional<String> published() {
        return said.stream()
                .filter(one -> one.is("keys"))
                .map(Checkup::published)
                .findFirst();
    }

    private static String published(Said keys) {
        boolean isOne = keys.get("keys").equals("1");
        boolean isHourly = keys.get("refreshMinutes").equals("60");
        return keys.get("algorithms") + ", " + keys.get("keys") + (isOne ? " key" : " keys") + ", refreshed "
                + (isHourly ? "hourly" : "every " + keys.get("refreshMinutes") + " minutes");
    }

    /**
     * Prints all findings, and a line that counts them.
     *
     * @param quiet errors only, and nothing if there is none
     */
    public void print(PrintWriter out, boolean quiet) {
        findings.sorted().stream()
                .filter(finding -> !quiet || finding.severity() == Severity.ERROR)
                .forEach(finding -> out.println(finding.shown()));
        if (!quiet) {
            out.println((isGood() ? "ok: " : "not ok: ") + summary());
        }
        out.flush();
    }

    private String summary() {
        String files = findings.files() + (findings.files() == 1 ? " file" : " files") + " checked";
        long errors = findings.count(Severity.ERROR);
        long warnings = findings.count(Severity.WARNING);
        return files
                + (errors == 0 ? "" : ", " + errors + (errors == 1 ? " error" : " errors"))
                + (warnings == 0 ? "" : ", " + warnings + (warnings == 1 ? " warning" : " warnings"));
    }

    /** Everything as one object of JSON. */
    String json() {
        return "{\"ok\":" + isGood() + ",\"files\":" + findings.files() + ",\"findings\":["
                + findings.sorted().stream().map(Finding::json).collect(Collectors.joining(",")) + "]}";
    }
}
