package io.stagedoor.core.shared.embedded;

import io.stagedoor.auth.support.text.Redacted;
import java.io.IOException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/** Says what a disk did, in words for operators. */
final class Trouble {

    private static final int DEEPEST = 10;

    private Trouble() {}

    /** The trouble of a disk behind an exception; null if there is none. */
    static @Nullable IOException within(Throwable thrown) {
        Throwable one = thrown;
        for (int i = 0; i < DEEPEST && one != null; i++) {
            if (one instanceof IOException disk) {
                return disk;
            }
            one = one.getCause();
        }
        return null;
    }

    /** What happened, without the path of the file. */
    static String of(Throwable thrown) {
        if (thrown instanceof FileSystemException problem) {
            String kind = problem.getClass().getSimpleName();
            return problem.getReason() == null ? kind : kind + ": " + problem.getReason();
        }
        IOException disk = within(thrown);
        return Redacted.message(disk == null ? thrown : disk);
    }
}
