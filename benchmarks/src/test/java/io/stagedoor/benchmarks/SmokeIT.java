package io.stagedoor.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All benchmarks, for moments: each looks at its answers itself, and fails if one is wrong. Nothing is said about time. */
class SmokeIT {

    @Test
    void all_benchmarks_run_and_their_answers_are_right(@TempDir Path folder) throws Exception {
        Path report = folder.resolve("benchmarks.md");

        Main.main(new String[] {"--smoke", "--output", report.toString()});

        assertThat(Files.readString(report))
                .contains(
                        "## A decision on a token",
                        "| fusionauth-jwt |",
                        "## Decisions on tokens of issuers",
                        "| jose4j, ES256 |",
                        "## Forged tokens",
                        "## Publish and play on a grant",
                        "| 1000 session(s), 100 application(s) |",
                        "## Changes",
                        "## Users and passwords",
                        "## Threads",
                        "## Round trip",
                        "| 100 ms, 64 in flight |",
                        "## Clients that are in",
                        "## Playlists",
                        "## The server",
                        "URIs over HTTP, one player",
                        "time added to the server's start",
                        "nimbus-jose-jwt 10.")
                .doesNotContain("NaN ns");
    }
}
