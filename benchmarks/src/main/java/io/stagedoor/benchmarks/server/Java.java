package io.stagedoor.benchmarks.server;

import java.nio.file.Path;
import java.util.List;

/** Starts classes of this class path in other processes. */
final class Java {

    private Java() {}

    static ProcessBuilder of(Class<?> main, String option, String... arguments) {
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName());
        java.command().addAll(List.of(arguments));
        return java;
    }
}
