package io.stagedoor.config;

import io.stagedoor.auth.support.file.ConfFolder;
import io.stagedoor.auth.support.file.FileReplacement;
import io.stagedoor.auth.support.file.Troubles;
import io.stagedoor.auth.support.text.Redacted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs {@code .cfg} files that cannot be applied as a whole, because of their syntax or because of a name in two spellings: at once, once
 * a minute while they are so, and when they are fixed. File Install does not deliver such a file, so no component can say so. For one
 * thread at a time.
 */
final class BrokenFiles {

    private static final Logger LOG = LoggerFactory.getLogger(BrokenFiles.class);

    /** For so many looks a file may be in the making. */
    private static final int LOOKS = 2;

    private final ConfFolder folder;
    private final Function<String, @Nullable String> variables;
    private final int remindLooks;
    private final Map<String, String> told = new TreeMap<>();
    private final Troubles troubles = new Troubles(LOOKS, this::tell, this::over);
    private int looks;

    /**
     * @param variables what is put in for {@code ${…}}; null or empty for an unknown one
     * @param remindLooks after so many looks what is still wrong is told again
     */
    BrokenFiles(ConfFolder folder, Function<String, @Nullable String> variables, int remindLooks) {
        this.folder = folder;
        this.variables = variables;
        this.remindLooks = remindLooks;
    }

    /**
     * Looks once.
     *
     * @param configured the PIDs of all configurations
     */
    void look(Set<String> configured) throws IOException {
        Map<String, String> before = Map.copyOf(told);
        Map<String, String> now = new HashMap<>();
        for (Path file : folder.files()) {
            problem(file)
                    .ifPresent(problem -> now.put(
                            line(file.toString()),
                            line(problem) + ". "
                                    + (configured.contains(ConfFolder.pid(file))
                                            ? "The last good configuration stays in force."
                                            : "It configures nothing until it is fixed.")));
        }
        troubles.look(now);
        if (++looks % remindLooks == 0) {
            told.forEach((file, problem) -> {
                if (problem.equals(before.get(file)) && problem.equals(now.get(file))) {
                    LOG.warn("{}: not applied: {}", file, problem);
                }
            });
        }
    }

    private Optional<String> problem(Path file) {
        try {
            new CfgText(file, FileReplacement.read(file), variables);
            return Optional.empty();
        } catch (FileReplacement.TooLarge e) { // who is configured by it says so
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(Redacted.message(e));
        } catch (IOException e) { // just removed, or others complain of it
            return Optional.empty();
        }
    }

    private void tell(String file, String problem) {
        told.put(file, problem);
        LOG.error("{}: not applied: {}", file, problem);
    }

    private void over(String file) {
        told.remove(file);
        if (Files.exists(Path.of(file))) {
            LOG.info("{}: fixed: the file can be read.", file);
        } else {
            LOG.info("{}: fixed: the file was removed or renamed.", file);
        }
    }

    private static String line(String text) {
        return Redacted.of(text).replaceAll("\\p{Cntrl}", "?");
    }
}
