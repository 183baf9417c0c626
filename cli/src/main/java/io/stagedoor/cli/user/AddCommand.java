package io.stagedoor.cli.user;

import io.stagedoor.auth.simple.hash.PasswordHash;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stagedoor user add}. */
@Command(
        name = "add",
        description = "Adds a user; creates the file if it is missing.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class AddCommand implements Callable<Integer> {

    @Mixin
    private FileOption file;

    @Mixin
    private SchemeOption scheme;

    @Option(
            names = "--roles",
            paramLabel = "ROLE",
            split = ",",
            description = "publisher, subscriber, or publisher,subscriber. Default: both.")
    private List<String> roles = List.of();

    @Option(
            names = "--rooms",
            paramLabel = "ROOM",
            split = ",",
            description = "Rooms the user is limited to. Default: all, and streams without a room.")
    private List<String> rooms = List.of();

    @Option(
            names = "--transports",
            paramLabel = "NAME",
            split = ",",
            description = "RTMP, RTSP, WHIP, WHEP, SRT, MPEGTS, HTTP, WS. Default: all.")
    private List<String> transports = List.of();

    @Parameters(paramLabel = "NAME", description = "The user's name.")
    private String name;

    AddCommand() {}

    @Override
    public Integer call() throws IOException {
        PasswordHash hash = scheme.hash(NewPassword.ask());
        String options = Stream.of(option("roles", roles), option("rooms", rooms), option("transports", transports))
                .flatMap(List::stream)
                .collect(Collectors.joining(" "));
        return file.edit(editor -> {
            editor.add(name, hash, options);
            return 0;
        });
    }

    private static List<String> option(String key, List<String> values) {
        return values.isEmpty() ? List.of() : List.of(key + "=" + String.join(",", values));
    }
}
