package io.stagedoor.operations.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.operations.http.Answer;
import io.stagedoor.operations.http.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PagesTest {

    private static final Path FOLDER = Path.of("src/main/resources/io/stagedoor/operations/console");
    private static final long MOST_BYTES = 150 * 1024;

    private final Pages pages = new Pages();

    private Answer get(String path) {
        return pages.answer(new Request("GET", path, Map.of(), Map.of()));
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.toList();
        }
    }

    @Test
    void each_file_is_served_and_no_other() throws Exception {
        assertThat(files().stream().map(file -> file.getFileName().toString()))
                .containsExactlyInAnyOrderElementsOf(Pages.FILES.values());
        for (String path : Pages.FILES.keySet()) {
            assertThat(get(path).status()).as(path).isEqualTo(200);
        }
        for (String other : List.of(
                "/console/index.html",
                "/console",
                "/console/../console/main.js",
                "/console/%6dain.js",
                "/console/Pages.class",
                "/console/main.js/",
                "//console/")) {
            assertThat(get(other).status()).as(other).isEqualTo(404);
        }
        assertThat(get("/").headers()).containsEntry("Location", Pages.PATH);
        assertThat(pages.answer(new Request("POST", Pages.PATH, Map.of(), Map.of()))
                        .status())
                .isEqualTo(405);
    }

    @Test
    void all_of_it_is_small() throws Exception {
        long bytes = 0;
        for (Path file : files()) {
            bytes += Files.size(file);
        }
        assertThat(bytes).isLessThanOrEqualTo(MOST_BYTES);
    }

    @Test
    void no_file_makes_markup_of_text_or_names_another_server() throws Exception {
        for (Path file : files()) {
            String text = Files.readString(file);
            assertThat(text)
                    .as(file.toString())
                    .doesNotContain(
                            "innerHTML",
                            "outerHTML",
                            "insertAdjacent",
                            "document.write",
                            "eval(",
                            "new Function",
                            "srcdoc",
                            "setAttribute('style'",
                            "document.cookie",
                            "@import",
                            "url(",
                            "//cdn",
                            "https:");
            assertThat(text.replace("http://www.w3.org/2000/svg", ""))
                    .as(file.toString())
                    .doesNotContain("http:");
        }
        String index = Files.readString(FOLDER.resolve("index.html"));
        assertThat(index)
                .doesNotContain("<style", "style=", "onclick", "onload")
                .containsOnlyOnce("<script");
        assertThat(index).contains("<script type=\"module\" src=\"main.js\"></script>");
    }

    @Test
    void what_a_browser_is_told_lets_the_page_do_nothing_else() {
        Answer page = get(Pages.PATH);
        assertThat(page.headers())
                .containsEntry("Content-Type", "text/html; charset=utf-8")
                .containsEntry("Referrer-Policy", "no-referrer")
                .containsEntry("Cross-Origin-Opener-Policy", "same-origin")
                .containsEntry("Cross-Origin-Resource-Policy", "same-origin")
                .doesNotContainKey("Set-Cookie");
        assertThat(page.headers().get("Content-Security-Policy"))
                .contains(
                        "default-src 'none'",
                        "script-src 'self'",
                        "style-src 'self'",
                        "connect-src 'self'",
                        "img-src 'self'",
                        "base-uri 'none'",
                        "form-action 'none'",
                        "frame-ancestors 'none'",
                        "require-trusted-types-for 'script'")
                .doesNotContain("unsafe");
        assertThat(get("/console/main.js").headers())
                .containsEntry("Content-Type", "text/javascript; charset=utf-8")
                .containsKey("Content-Security-Policy");
    }

    @Test
    void every_module_that_another_names_is_there() throws Exception {
        for (Path file : files()) {
            Files.readString(file, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("import ") || line.startsWith("} from"))
                    .forEach(line -> assertThat(Pages.FILES.values())
                            .contains(line.replaceFirst(".*from '\\./([a-z]+\\.js)';$", "$1")));
        }
    }
}
