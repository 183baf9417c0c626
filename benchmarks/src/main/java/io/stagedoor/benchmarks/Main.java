package io.stagedoor.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Measures and writes the report: {@code --output FILE}, {@code --no-server}, {@code --only PART,PART}, {@code --smoke}. */
public final class Main {

    private Main() {}

    /** Fails if anything that is measured does not do what it should. */
    public static void main(String[] arguments) throws Exception {
        List<String> options = List.of(arguments);
        int output = options.indexOf("--output");
        Path file = Path.of(output < 0 ? "benchmarks.md" : options.get(output + 1));
        Pace pace = options.contains("--smoke") ? Pace.SMOKE : Pace.FULL;
        int only = options.indexOf("--only");
        Set<String> parts = only < 0 ? Set.of() : Set.of(options.get(only + 1).split(","));
        Benchmarks benchmarks = new Benchmarks(
                pace,
                part -> (parts.isEmpty() || parts.contains(part))
                        && !(part.equals(Benchmarks.SERVER) && options.contains("--no-server")));
        if (!benchmarks.names().containsAll(parts)) {
            throw new IllegalArgumentException("--only: the parts are " + String.join(", ", benchmarks.names()));
        }
        benchmarks.run(file);
    }
}
