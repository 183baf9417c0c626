package io.stagedoor.itests.red5;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What was tried of each protocol, and what came of it, as a page for people. */
final class CoverageTable {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String HEAD = """
            # Coverage

            Each protocol, each thing that its clients may want, with no credentials, with wrong ones, with the right ones, and with ones that
            are good for something else. Written by the tests, from what the audit log said: `CoverageIT`.

            """;

    private static final String NOTHING = "no such thing";

    /** What clients may want. */
    enum Action {
        CONNECT,
        PUBLISH,
        PLAY,
        SHARE_CREATE,
        SHARE_CONNECT,
        SHARE_WRITE,
        SHARE_SEND,
        SHARE_DELETE;

        /** As the audit log calls it. */
        String audited() {
            return name().toLowerCase(Locale.ROOT).replace('_', ':');
        }

        boolean isOfSharedObjects() {
            return name().startsWith("SHARE_");
        }

        private String shown() {
            return isOfSharedObjects() ? "shared object: " + audited().substring("share:".length()) : audited();
        }
    }

    /** One line: what came of each kind of credentials, and who tried. */
    record Row(
            String protocol, Action action, String none, String wrong, String right, String unsuited, String tested) {

        private String text() {
            return cells(protocol, action.shown(), none, wrong, right, unsuited, tested);
        }
    }

    private final List<Row> rows = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    void add(Row row) {
        rows.add(row);
        lines.add(row.text());
    }

    /** What is not listed of a protocol is not there to be done. */
    void addNothingElse(String protocol) {
        lines.add(cells(protocol, "all else", NOTHING, NOTHING, NOTHING, NOTHING, NOTHING));
    }

    /** Writes the page; no cell of it is empty. */
    void write(Path page) throws IOException {
        assertThat(rows)
                .allSatisfy(
                        row -> assertThat(Stream.of(row.none(), row.wrong(), row.right(), row.unsuited(), row.tested()))
                                .noneMatch(String::isBlank));
        String text = HEAD
                + cells("protocol", "action", "no credentials", "wrong", "right", "right, but not for this", "tried by")
                + cells("---", "---", "---", "---", "---", "---", "---")
                + String.join("", lines);
        Files.writeString(page, text);
    }

    private static String cells(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
