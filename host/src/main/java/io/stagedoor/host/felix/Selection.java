package io.stagedoor.host.felix;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a folder are installed, where several hold the same bundle in the same version.
 *
 * @param used the files to install, with what is in them
 * @param unused the other files, each with what holds its bundle instead
 */
record Selection(SortedMap<Path, BundleIdentity> used, SortedMap<Path, Holder> unused) {

    /** Names that people give to copies are longer than that of the original. */
    private static final Comparator<Path> PREFERENCE = Comparator.<Path>comparingInt(
                    file -> file.getFileName().toString().length())
            .thenComparing(Comparator.naturalOrder());

    /**
     * What holds a bundle.
     *
     * @param bundle the bundle that is installed once
     * @param file where it comes from, as an operator knows it
     * @param isOutside whether that is outside the folder
     */
    record Holder(BundleIdentity bundle, String file, boolean isOutside) {

        /** Why another file with the same bundle is not installed, and what to do. */
        String refusal() {
            return "not installed: bundle " + bundle + " is installed from " + file + ". "
                    + (isOutside
                            ? "Remove this file: Stagedoor never replaces a bundle of another folder from stagedoor/bundles."
                            : "Remove one of the two files; to update the bundle, overwrite " + file + ".");
        }
    }

    /**
     * Decides: what is installed from elsewhere stays so; then the file that is in force stays in force; else the one with the shortest
     * name is taken, the first by alphabet of several.
     *
     * @param files what is in each file of the folder now
     * @param running what is in force, by the file that it was installed from
     * @param outside what is installed from elsewhere, and from where
     */
    static Selection of(
            Map<Path, BundleIdentity> files, Map<Path, BundleIdentity> running, Map<BundleIdentity, String> outside) {
        Selection selection = new Selection(new TreeMap<>(), new TreeMap<>());
        files.keySet().stream()
                .sorted(PREFERENCE)
                .collect(Collectors.groupingBy(files::get))
                .forEach((bundle, candidates) -> selection.decide(bundle, candidates, running, outside.get(bundle)));
        return selection;
    }

    private void decide(
            BundleIdentity bundle,
            List<Path> candidates,
            Map<Path, BundleIdentity> running,
            @Nullable String elsewhere) {
        if (elsewhere != null) {
            candidates.forEach(file -> unused.put(file, new Holder(bundle, elsewhere, true)));
            return;
        }
        Path first = candidates.stream()
                .filter(file -> bundle.equals(running.get(file)))
                .findFirst()
                .orElse(candidates.get(0));
        for (Path file : candidates) {
            if (file.equals(first)) {
                used.put(file, bundle);
            } else {
                unused.put(file, new Holder(bundle, "stagedoor/bundles/" + shown(first), false));
            }
        }
    }

    /** The name of a file, for a line of a log. */
    static String shown(Path file) {
        return file.getFileName().toString().replaceAll("\\p{Cntrl}", "?");
    }
}
