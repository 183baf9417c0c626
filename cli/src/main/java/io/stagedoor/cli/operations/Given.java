package io.stagedoor.cli.operations;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Values of options. */
final class Given {

    private Given() {}

    /**
     * Puts down what an option says, if it was given.
     *
     * @param name of the option without its hyphens, and of the value
     * @throws ParameterException if the value is empty: it names nobody, and may be that of a variable that is not set
     */
    static void put(CommandSpec spec, Map<String, String> values, String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        if (value.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--" + name + " is empty: it names nobody. Leave it out to name everybody");
        }
        values.put(name, value);
    }
}
