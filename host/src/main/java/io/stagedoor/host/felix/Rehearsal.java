package io.stagedoor.host.felix;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/**
 * What a server would make of the folder {@code stagedoor/}, found out without one: the bundles of the installation run in a framework of
 * their own, get the configuration, and say what is wrong with it. Nobody asks them about a client. For one thread.
 *
 * <p>Each finding is a map: {@code severity} ({@code error}, {@code warning}, {@code note}), {@code kind}, {@code text}, and {@code file}
 * where the text does not begin with it.
 */
public final class Rehearsal {

    /** What the core says of a problem for which nobody is refused. */
    private static final String UNAFFECTED = "; clients are not affected";

    private static final String ROUTER = "io.stagedoor.core.routing.Router";
    private static final String DRY_RUN = "io.stagedoor.core.oversight.DryRun";
    private static final String REPLAY = "io.stagedoor.core.oversight.Replay";
    private static final String AUTHENTICATOR = "stagedoor.authenticator.";
    private static final String APPLICATION = "stagedoor.application";

    /** The header of a bundle that names the class by which a configuration is judged while the bundle does not run. */
    private static final String CHECK = "Stagedoor-Check";

    /** What works and what is wrong come sooner, on a busy machine, too: only what hangs is waited for so long. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(25);

    private static final long LOOK_MILLIS = 20;

    private final Folders folders;
    /** The folder of the bundles, as it is shown. */
    private final String bundles;

    private final Stage stage;
    private final Consumer<Map<String, String>> found;
    private final List<Planned> planned = new ArrayList<>();

    private Rehearsal(Folders folders, String bundles, Stage stage, Consumer<Map<String, String>> found) {
        this.folders = folders;
        this.bundles = bundles;
        this.stage = stage;
        this.found = found;
    }

    /**
     * Rehearses.
     *
     * @param home the folder {@code stagedoor/}
     * @param programs that of the programs: the same, or another one while {@code home} has none
     * @param given a folder with bundles that judge in place of installed ones of the same symbolic name; empty for none
     * @param packages what bundles see of the server: by name, with their versions
     * @param scratch a folder to work in
     * @param online whether bundles may connect to the services that configurations name
     * @param question for a dry run of a client; empty for none
     * @param found told each finding
     */
    public static void run(
            Path home,
            Path programs,
            String given,
            Map<String, String> packages,
            Path scratch,
            boolean online,
            Map<String, String> question,
            Consumer<Map<String, String>> found)
            throws IOException, BundleException, InterruptedException {
        Folders folders = new Folders(home);
        Path bundles = given.isEmpty() ? folders.bundles() : Path.of(given);
        for (String sentence : folders.writableByOthers(Mounts.now())) {
            tell(found, "error", "folder", sentence + ". The framework does not start, and every client is refused.");
        }
        for (Path file : ReadableSecrets.in(folders)) {
            tell(found, "warning", "secret", "others on this machine can read " + file + ": chmod o-r " + file);
        }
        try (Stage stage = Stage.start(folders, bundles, new Folders(programs), packages, scratch)) {
            new Rehearsal(folders, given.isEmpty() ? "stagedoor/bundles" : given, stage, found).run(online, question);
        }
    }

    /**
     * Has the bundles say what would become of recorded requests.
     *
     * @param home the folder {@code stagedoor/}
     * @param programs that of the programs: the same, or another one while {@code home} has none
     * @param packages what bundles see of the server: by name, with their versions
     * @param scratch a folder to work in
     * @param lines of an audit log: by name, the values
     * @param found told how many lines are done, from time to time, and the answer
     */
    public static void replay(
            Path home,
            Path programs,
            Map<String, String> packages,
            Path scratch,
            Iterator<Map<String, String>> lines,
            Consumer<Map<String, String>> found)
            throws IOException, BundleException, InterruptedException {
        Folders folders = new Folders(home);
        try (Stage stage = Stage.start(folders, folders.bundles(), new Folders(programs), packages, scratch)) {
            Rehearsal rehearsal = new Rehearsal(folders, "stagedoor/bundles", stage, found);
            rehearsal.setUp();
            rehearsal.replay(lines);
        }
    }

    private void replay(Iterator<Map<String, String>> lines) {
        Optional<Reflected> replay = Reflected.service(stage.context(), REPLAY);
        if (replay.isEmpty()) {
            return;
        }
        LongConsumer progress = done -> found.accept(Map.of("kind", "progress", "lines", String.valueOf(done)));
        progress.accept(0);
        try {
            Object answer = replay.get().call("json", lines, progress).object();
            found.accept(Map.of("kind", "replay", "answer", String.valueOf(answer)));
        } catch (IllegalStateException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            found.accept(Map.of(
                    "kind",
                    "replay",
                    "error",
                    "the bundles failed: " + cause.getClass().getName()));
        }
    }

    /** The bundles know all that is configured. */
    private Components setUp() throws IOException, InterruptedException {
        Optional<Reflected> router = Reflected.service(stage.context(), ROUTER);
        read();
        Components components = new Components(stage.context());
        deliver();
        await(() -> components.areSettled(planned)
                && router.map(one -> knowsAll(one, components)).orElse(true));
        return components;
    }

    private void run(boolean online, Map<String, String> question) throws IOException, InterruptedException {
        stage.problems().forEach((file, why) -> tell("error", "bundle", bundles + "/" + file, why));
        Optional<Reflected> router = Reflected.service(stage.context(), ROUTER);
        if (router.isEmpty()) {
            tell(
                    found,
                    "error",
                    "bundle",
                    "stagedoor/bundles/core.jar is missing or does not start: every client is refused.");
        }
        Components components = setUp();
        if (!question.isEmpty()) {
            tryOut(question);
            return;
        }
        router.ifPresent(this::tellOf);
        components.problems(planned).forEach((file, why) -> tell("error", "component", file, why));
        new DeclaredSettings(stage.context()).look(planned, found);
        judgeWhatDoesNotRun();
        tellAddresses();
        if (online) {
            new OnlineChecks(stage, found).look(planned);
        }
        found.accept(Map.of("kind", "checked", "files", String.valueOf(planned.size())));
    }

    private void tryOut(Map<String, String> question) {
        Optional<Reflected> dryRun = Reflected.service(stage.context(), DRY_RUN);
        if (dryRun.isEmpty()) {
            return;
        }
        try {
            Object answer = dryRun.get().call("json", question).object();
            found.accept(Map.of("kind", "dry-run", "answer", String.valueOf(answer)));
        } catch (IllegalStateException e) {
            String said = e.getCause() instanceof IllegalArgumentException wrong
                    ? String.valueOf(wrong.getMessage())
                    : "the bundles failed: " + e.getClass().getName();
            found.accept(Map.of("kind", "dry-run", "error", said));
        }
    }

    /** As the keeper reads them, which does not run here: it would write. */
    private void read() throws IOException {
        Map<String, String> previews = stage.headers("Stagedoor-Preview");
        if (previews.isEmpty()) {
            tell(
                    found,
                    "error",
                    "bundle",
                    "stagedoor/bundles/config-keeper.jar is missing or does not resolve: every client is refused.");
        }
        for (Map.Entry<String, String> preview : previews.entrySet()) {
            for (Map<?, ?> one : preview(preview.getKey(), preview.getValue(), pids(CHECK))) {
                if (one.containsKey("values")) {
                    planned.add(Planned.of(one));
                } else {
                    tell(
                            String.valueOf(one.get("severity")),
                            "file",
                            String.valueOf(one.get("file")),
                            String.valueOf(one.get("text")));
                }
            }
        }
    }

    private List<Map<?, ?>> preview(String bundle, String type, Set<String> alsoRead) throws IOException {
        try {
            Object read = stage.load(bundle, type)
                    .getMethod("of", Path.class, BundleContext.class, Set.class)
                    .invoke(null, folders.home(), stage.context(), alsoRead);
            List<Map<?, ?>> answers = new ArrayList<>();
            ((List<?>) read).forEach(one -> answers.add((Map<?, ?>) one));
            return answers;
        } catch (InvocationTargetException e) {
            throw new IOException("the configuration cannot be read: " + OneLine.of(requireNonNull(e.getCause())), e);
        } catch (ReflectiveOperationException e) {
            throw new IOException("stagedoor/bundles has another version than the plugin: " + OneLine.of(e), e);
        }
    }

    private Set<String> pids(String header) {
        return Helper.of(stage, header).stream().map(Helper::pid).collect(Collectors.toCollection(TreeSet::new));
    }

    /** But for those that a bundle looks at itself. */
    private void tellAddresses() {
        Set<String> looked = pids(OnlineChecks.HEADER);
        planned.stream().filter(one -> !looked.contains(one.asked())).forEach(one -> Addresses.tell(one, found));
    }

    /** What authenticators name comes before them: they wait for it, but not for ever. */
    private void deliver() {
        Reflected admin = Reflected.service(stage.context(), "org.osgi.service.cm.ConfigurationAdmin")
                .orElseThrow(() -> new IllegalStateException("no Config Admin in stagedoor/system"));
        planned.stream()
                .sorted(Comparator.comparing(one -> one.factoryPid().startsWith(AUTHENTICATOR)))
                .forEach(one -> one.deliver(admin));
    }

    private static void await(BooleanSupplier done) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!done.getAsBoolean() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /** Of those that a component reads, and that can have a name: a wrong one is registered as well, to say why. */
    private boolean knowsAll(Reflected router, Components components) {
        long applications = planned.stream()
                .filter(one -> one.factoryPid().equals(APPLICATION))
                .count();
        Map<String, String> registered = Authenticators.in(stage.context());
        // A service can be found a moment before those who follow it know of it.
        Set<?> known = (Set<?>) router.call("registered").value();
        return (Integer) router.call("applications").value() >= applications
                && planned.stream()
                        .filter(one -> one.factoryPid().startsWith(AUTHENTICATOR) && components.isRead(one))
                        .filter(one -> one.authenticator()
                                .filter(name -> !name.isBlank() && name.indexOf('$') < 0)
                                .isPresent())
                        .allMatch(
                                one -> registered.containsKey(one.pid()) && known.contains(registered.get(one.pid())));
    }

    /** What it knows is what a server would log, and what it says of itself. */
    private void tellOf(Reflected router) {
        Map<String, String> names = new HashMap<>();
        planned.forEach(one -> one.authenticator().ifPresent(name -> names.put(name, one.pid())));
        router.call("named", names);
        Map<String, String> own = Authenticators.problems(stage.context());
        for (Planned one : planned) {
            if (own.containsKey(one.pid())) {
                // Those of others do not know that they have a file.
                tell("error", "problem", one.file(), own.get(one.pid()));
            }
        }
        for (Object problem : (List<?>) router.call("problems").value()) {
            if (!own.containsValue(problem)) {
                String text = String.valueOf(problem);
                tell(found, text.contains(UNAFFECTED) ? "warning" : "error", "problem", text);
            }
        }
        Authenticators.named(stage.context()).ifPresent(this::tellOfUnused);
        if (((Set<?>) router.call("applicationNames").value()).isEmpty()) {
            tell(
                    found,
                    "warning",
                    "application",
                    "no application is configured: every client is refused. Write stagedoor/conf/stagedoor.application-NAME.cfg.");
        }
    }

    private void tellOfUnused(Set<String> named) {
        Map<String, String> files = new TreeMap<>();
        planned.forEach(one -> files.put(one.pid(), one.file()));
        Authenticators.in(stage.context()).forEach((pid, name) -> {
            if (files.containsKey(pid) && !named.contains(name)) {
                tell(
                        "note",
                        "unused",
                        files.get(pid),
                        "no application names the authenticator '" + name + "'; write authenticator = " + name
                                + " into an application's configuration, or remove this file.");
            }
        });
    }

    /** By the class that the bundle names for it: the bundle acts on a server, and there is none. */
    private void judgeWhatDoesNotRun() {
        for (Helper judge : Helper.of(stage, CHECK)) {
            planned.stream().filter(judge::isFor).forEach(one -> judge(one, judge));
        }
    }

    private void judge(Planned one, Helper judge) {
        try {
            for (Object problem :
                    (List<?>) judge.with(one, stage).call("problems").value()) {
                tell(found, "error", "problem", String.valueOf(problem));
            }
        } catch (ReflectiveOperationException | IllegalStateException | LinkageError e) {
            tell("error", "file", one.file(), "bundle " + judge.bundle() + " cannot judge it: " + OneLine.of(e));
        }
    }

    private void tell(String severity, String kind, String file, String text) {
        found.accept(Map.of("severity", severity, "kind", kind, "file", file, "text", text));
    }

    private static void tell(Consumer<Map<String, String>> found, String severity, String kind, String text) {
        found.accept(Map.of("severity", severity, "kind", kind, "text", text));
    }
}
