package io.stagedoor.config;

import io.stagedoor.auth.support.file.ConfFolder;
import io.stagedoor.auth.support.file.FileReplacement;
import io.stagedoor.config.Agreements.Agreement;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.service.cm.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what was changed through Config Admin into the file that the configuration came from, once it has been quiet for a look.
 * Nothing is written while both say the same, so whatever comes from the file, and whatever is delivered again, writes nothing; and
 * nothing over a file that has been edited since both said the same: what is in it is about to be delivered, and counts.
 *
 * <p>Not for several threads at once.
 */
final class WriteBack {

    private static final Logger LOG = LoggerFactory.getLogger(WriteBack.class);

    /** For so many looks File Install may leave an edited file undelivered. */
    private static final int PATIENCE_LOOKS = 10;
    /** After so many looks what could not be written is tried again. */
    private static final int RETRY_LOOKS = 120;
    /** After so many looks what is never quiet is written all the same. */
    private static final int HOT_LOOKS = 10;

    /** Within so many looks File Install delivers an edit that it has noticed. */
    private static final int SURE_LOOKS = 2;

    private final ConfFolder folder;
    private final Agreements agreements;
    private final Function<String, @Nullable String> variables;
    private final FileInstallKnows fileInstall;
    private final Map<String, State> looked = new HashMap<>();
    /** Digests of what was in a file and in its configuration when they last said the same, by PID. */
    private final Map<String, String> agreed = new HashMap<>();

    private final Set<Path> unwritable = new HashSet<>();

    /** Files that said something else than their configuration when it had just been delivered. */
    private final Map<String, Unsure> unsure = new HashMap<>();

    private record Unsure(String digest, int looks) {}

    /** What a look has seen, for how many looks, and for how many both have been different. */
    private record State(String seen, int looks, int different, boolean tried) {

        static final State NONE = new State("", 0, 0, false);

        State next(Sides sides) {
            // A configuration that is made again counts anew.
            String now = sides.changeCount() + sides.digest() + Values.fingerprint(sides.values());
            boolean same = seen.equals(now);
            return new State(now, same ? looks + 1 : 0, different + 1, same && tried && looks % RETRY_LOOKS != 0);
        }

        /** Quiet for a look, or different for too long. */
        boolean isDue() {
            return !tried && (looks > 0 || different > HOT_LOOKS);
        }

        State isTried() {
            return new State(seen, looks, different, true);
        }
    }

    /** What a file and a configuration say. */
    private record Sides(String pid, long changeCount, Map<String, Object> values, Path file, byte[] content) {

        String digest() {
            return Agreements.digest(content);
        }
    }

    WriteBack(
            ConfFolder folder,
            Agreements agreements,
            Function<String, @Nullable String> variables,
            FileInstallKnows fileInstall) {
        this.folder = folder;
        this.agreements = agreements;
        this.variables = variables;
        this.fileInstall = fileInstall;
    }

    /**
     * File Install has just delivered this configuration. Somebody else may have changed it since, or the file.
     *
     * @return whether there is still something in it, and its file
     */
    boolean delivered(Configuration configuration) throws IOException {
        Optional<Sides> found = sides(configuration);
        if (found.isPresent()) {
            Sides sides = found.get();
            if (agree(sides)) {
                unsure.remove(sides.pid());
                agreements.put(sides.pid(), sides.file(), sides.digest());
            } else {
                unsure.put(sides.pid(), new Unsure(sides.digest(), 0));
            }
        }
        return found.isPresent();
    }

    /** File Install has just delivered a configuration that is gone again: if it is made anew, that is a change of what was in the file. */
    void deliveredInVain(String pid, String factoryPid) throws IOException {
        Optional<Path> file = folder.of(pid, factoryPid, new Hashtable<>());
        if (file.isPresent()) {
            try {
                unsure.put(pid, new Unsure(Agreements.digest(FileReplacement.read(file.get())), 0));
            } catch (NoSuchFileException | IllegalArgumentException e) { // just removed, or no file that anybody wrote
                unsure.remove(pid);
            }
        }
    }

    /** If it were the file that was changed since it was delivered, it would be delivered again by now. */
    private boolean isDelivered(Sides sides) {
        Unsure before = unsure.remove(sides.pid());
        if (before == null || !before.digest().equals(sides.digest())) {
            return false;
        }
        if (before.looks() >= SURE_LOOKS) {
            return true;
        }
        // File Install may be kept from looking for any time.
        unsure.put(
                sides.pid(), new Unsure(before.digest(), fileInstall.hasSeen(sides.file()) ? before.looks() + 1 : 0));
        return false;
    }

    /**
     * Looks at one configuration; writes if its file has to change.
     *
     * @param last there will be no other look: what is left is written
     */
    void look(Configuration configuration, boolean last) throws IOException {
        Optional<Sides> found = sides(configuration);
        if (found.isEmpty()) {
            looked.remove(configuration.getPid());
            agreed.remove(configuration.getPid());
            return;
        }
        Sides sides = found.get();
        if (agree(sides)) {
            looked.remove(sides.pid());
            agreements.put(sides.pid(), sides.file(), sides.digest());
            return;
        }
        State now = looked.getOrDefault(sides.pid(), State.NONE).next(sides);
        looked.put(sides.pid(), now);
        Agreement agreement = agreements.get(sides.pid());
        // What File Install has just delivered may be half of a file that somebody was writing: then it delivers the
        // whole.
        if (!unsure.containsKey(sides.pid())
                && agreement != null
                && agreement.digest().equals(sides.digest())) {
            if (now.isDue() || last) {
                looked.put(sides.pid(), now.isTried());
                write(sides);
            }
        } else if (isDelivered(sides)) {
            agreements.put(sides.pid(), sides.file(), sides.digest());
        } else if (now.looks() == PATIENCE_LOOKS && isBroken(sides)) {
            // File Install has not delivered it, and does not: BrokenFiles tells of it.
            LOG.debug("{}: cannot be applied as it is.", sides.file());
        } else if (agreement == null && now.looks() == PATIENCE_LOOKS) {
            // Deleted and made again before anybody saw the two agree.
            unsure.put(sides.pid(), new Unsure(sides.digest(), 0));
        } else if (now.looks() == PATIENCE_LOOKS) {
            // Perhaps delivered, and changed again before anybody saw it.
            LOG.warn(
                    "{}: the file was edited, and says something else than the Config Admin API: Stagedoor applies the file.",
                    sides.file());
            ConfFolder.touch(sides.file());
        }
    }

    /** Reading a file as File Install does takes most of a look, and nearly all looks see what the one before has seen. */
    private boolean agree(Sides sides) {
        String both = sides.digest() + Values.fingerprint(sides.values());
        if (both.equals(agreed.get(sides.pid()))) {
            return true;
        }
        try {
            boolean agree = new CfgText(sides.file(), sides.content(), variables).says(sides.values());
            if (agree) {
                agreed.put(sides.pid(), both);
            }
            return agree;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean isBroken(Sides sides) {
        try {
            new CfgText(sides.file(), sides.content(), variables);
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private Optional<Sides> sides(Configuration configuration) throws IOException {
        String pid = configuration.getPid();
        long count = configuration.getChangeCount();
        Dictionary<String, Object> properties = configuration.getProperties();
        if (properties == null) {
            return Optional.empty();
        }
        Optional<Path> file = folder.of(pid, configuration.getFactoryPid(), properties);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] content = FileReplacement.read(file.get());
            return Optional.of(new Sides(pid, count, Values.of(properties), file.get(), content));
        } catch (NoSuchFileException | IllegalArgumentException e) { // just removed, or no file that anybody wrote
            return Optional.empty();
        }
    }

    private void write(Sides sides) {
        try {
            Optional<byte[]> next = new CfgText(sides.file(), sides.content(), variables).with(sides.values());
            if (!fileInstall.isPossible()) {
                complain(sides.file(), "File Install has stopped, or is a version that would overwrite a newer change");
                return;
            }
            if (next.isEmpty()) {
                complain(sides.file(), "Stagedoor cannot change a file in this form; edit it by hand");
                return;
            }
            boolean[] done = new boolean[1];
            FileReplacement.replace(sides.file(), now -> {
                // Edited meanwhile: that is delivered in a moment, and counts.
                done[0] = Arrays.equals(now, sides.content());
                return done[0] ? next.get() : now;
            });
            if (done[0]) {
                fileInstall.written(sides.file());
                if (!Arrays.equals(FileReplacement.read(sides.file()), next.get())) {
                    ConfFolder.touch(sides.file()); // edited in between; File Install took that for what was written
                }
                String digest = Agreements.digest(next.get());
                unwritable.remove(sides.file());
                agreements.put(sides.pid(), sides.file(), digest);
                LOG.info("{}: written: its configuration was changed through Config Admin.", sides.file());
            }
        } catch (IOException e) {
            complain(sides.file(), e.getClass().getSimpleName());
        }
    }

    private void complain(Path file, String why) {
        if (unwritable.add(file)) {
            LOG.warn(
                    "{}: cannot be written ({}). The change made through Config Admin stays in force until the file"
                            + " changes or the server starts again.",
                    file,
                    why);
        }
    }
}
