package io.stagedoor.itests.red5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import io.stagedoor.shared.redis.process.RedisProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** The script of {@code samples/cluster}, as its README says it. */
public class SampleClusterIT {

    private static final long PATIENCE_SECONDS = 240;

    @Test
    public void who_is_revoked_on_one_is_cut_on_the_other() throws Exception {
        assumeTrue("needs redis-server", RedisProcess.isThere());
        assumeTrue("needs ffmpeg", FfmpegPair.isInstalled());
        Path work = Path.of(System.getProperty("stagedoor.work")).toAbsolutePath();
        Files.createDirectories(work);
        Path command = work.resolve("stagedoor-for-cluster");
        StringBuilder script = new StringBuilder("#!/bin/sh\nexec");
        List<String> parts = new ArrayList<>(StagedoorServer.command(""));
        parts.remove("");
        parts.add(
                1,
                "-Dstagedoor.red5="
                        + Path.of(System.getProperty("stagedoor.red5")).toAbsolutePath());
        parts.forEach(part -> script.append(" '").append(part).append('\''));
        Files.writeString(command, script.append(" \"$@\"\n"));
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
        Path out = work.resolve("cluster.out");
        ProcessBuilder builder = new ProcessBuilder("../samples/cluster/cluster.sh")
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("STAGEDOOR", command.toString());
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            String printed = Files.readString(out, StandardCharsets.UTF_8);
            assertThat(ended).as(printed).isTrue();
            assertThat(process.exitValue()).as(printed).isZero();
            assertThat(printed).contains("alice    is cut on two", "alice    does not get in again");
        } finally {
            process.destroy(); // the script ends what it has started
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }
}
