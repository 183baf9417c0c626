package io.stagedoor.benchmarks;

import java.nio.file.Path;
import java.util.List;

/** Runs everything and writes the report: {@code --output FILE}, {@code --no-server}, {@code --smoke}. */
public final class Main {

    private Main() {}

    /** Fails if anything that is measured does not do what it should. */
    public static void main(String[] arguments) throws Exception {
        List<String> options = List.of(arguments);
        int output = options.indexOf("--output");
        Path file = Path.of(output < 0 ? "benchmarks.md" : options.get(output + 1));
        Pace pace = options.contains("--smoke") ? Pace.SMOKE : Pace.FULL;
        new Benchmarks(pace, !options.contains("--no-server")).run(file);
    }
}
