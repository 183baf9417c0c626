package io.stagedoor.itests.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * Every command and every configuration file of the quick starts, as the pages say it, against one server. What is long ({@code demo},
 * {@code mvn}) runs elsewhere.
 */
public class QuickStartIT {

    private static final Page START = Page.of("docs/getting-started.md");
    private static final Page CLIENTS = Page.of("docs/clients.md");
    private static final Page USERS = Page.of("docs/users.md");
    private static final Page BACKENDS = Page.of("docs/backends.md");

    private static Path work;
    private static Terminal terminal;

    @BeforeClass
    public static void start() throws IOException {
        work = Path.of(System.getProperty("stagedoor.work"))
                .toAbsolutePath()
                .normalize()
                .resolve("quick-start");
        if (Files.exists(work)) {
            try (Stream<Path> files = Files.walk(work)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
        terminal = Terminal.in(work);
        type(START, "1. Start a server");
    }

    @AfterClass
    public static void stop() {
        terminal.close();
    }

    private static String type(Page page, String heading) {
        List<Page.Block> blocks = page.blocks().stream()
                .filter(block ->
                        block.heading().equals(heading) && block.language().equals("sh"))
                .toList();
        assertThat(blocks).as(heading).isNotEmpty();
        StringBuilder printed = new StringBuilder();
        blocks.forEach(block -> printed.append(terminal.type(block)));
        return printed.toString();
    }

    private static void makeToken() {
        forget();
        assertThat(type(START, "2. Say who decides")).contains("config   2 files, checked: ok");
        type(START, "3. Make a token");
    }

    /** The pages begin with a server that has no configuration. */
    private static void forget() {
        for (String folder : List.of("conf", "secrets")) {
            try (Stream<Path> files = Files.list(work.resolve("media/stagedoor").resolve(folder))) {
                for (Path file : files.toList()) {
                    if (!file.toString().endsWith(".example") && !file.endsWith("README")) {
                        Files.delete(file);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    public void a_token_opens_the_door_and_nothing_else_does() {
        makeToken();
        type(START, "4. Publish and play");

        assertThat(type(START, "Check that the door is shut"))
                .startsWith("401\n")
                .contains("\"decision\":\"deny\"")
                .contains("\"reason\":\"NO_CREDENTIALS\"");
    }

    @Test
    public void clients_carry_their_token_as_the_page_says() throws IOException {
        makeToken();
        type(CLIENTS, "ffmpeg");

        Path application = work.resolve("media/stagedoor/conf/stagedoor.application-live.cfg");
        Files.writeString(
                application, Files.readString(application).replace("streamNameAuth=false", "streamNameAuth=true"));
        type(CLIENTS, "OBS and hardware encoders");
    }

    @Test
    public void backends_make_tokens_as_the_page_says() throws Exception {
        makeToken();
        terminal.variable(
                "SECRET_FILE",
                work.resolve("media/stagedoor/secrets/live-jwt.key").toString());
        Page jwt = Page.of("docs/jwt.md");
        tryMaker("node", "-e", "require('jsonwebtoken')", jwt.block("js").text());
        tryMaker("python3", "-c", "import jwt", jwt.block("python").text());
    }

    private static void tryMaker(String program, String option, String library, String text) throws Exception {
        if (!Terminal.has(program)) {
            return;
        }
        if (new ProcessBuilder(program, option, library).start().waitFor() != 0) {
            System.out.println(
                    "SKIPPED: making a token with " + program + ", because its library is not installed: " + library);
            return;
        }
        Path maker = Files.writeString(work.resolve("maker"), text);
        String token = terminal.type(new Page.Block("", "", "sh", "exec " + program + " " + maker + "\n"));
        terminal.variable("TOKEN", token.strip());
        type(START, "4. Publish and play");
    }

    @Test
    public void a_secret_is_replaced_and_a_cluster_made_as_the_pages_say() {
        makeToken();
        type(START, "4. Publish and play");

        type(Page.of("docs/jwt.md"), "Replace the secret");
        type(Page.of("docs/protocols.md"), "Clusters");

        type(START, "4. Publish and play");
    }

    @Test
    public void users_get_in_with_their_password() {
        forget();
        type(USERS, "Quick start");
    }

    @Test
    public void a_backend_in_javascript_decides() throws IOException {
        tryBackend("node");
    }

    @Test
    public void a_backend_in_python_decides() throws IOException {
        tryBackend("python3");
    }

    private static void tryBackend(String program) throws IOException {
        assumeTrue(program + " is not installed", Terminal.has(program));
        forget();
        for (Page.Block block : BACKENDS.blocks()) {
            boolean other = block.text().startsWith("node ") || block.text().startsWith("python3 ");
            if (!block.heading().equals("Quick start") || other && !block.text().startsWith(program)) {
                continue;
            }
            if (block.language().equals("properties")) {
                terminal.write(block);
            } else {
                terminal.type(block);
            }
        }
    }

    @Test
    public void the_archive_is_unpacked_as_the_front_page_says() throws IOException {
        assumeTrue("unzip is not installed", Terminal.has("unzip"));
        Path red5 = Files.createDirectories(work.resolve("red5/plugins")).getParent();
        Files.writeString(red5.resolve("red5.sh"), "#!/bin/sh\necho started\n")
                .toFile()
                .setExecutable(true);
        Path zip = archive();
        Files.createSymbolicLink(work.resolve(zip.getFileName()), zip);
        terminal.variable("RED5_HOME", red5.toString());
        Page.Block install = Page.of("README.md").blocks().stream()
                .filter(block -> block.heading().equals("Install"))
                .findFirst()
                .orElseThrow();
        String version = zip.getFileName().toString().replaceAll("stagedoor-(.*)\\.zip", "$1");
        String commands = install.text().replace("<version>", version);

        assertThat(terminal.type(new Page.Block("", "", "sh", commands))).endsWith("started\n");

        assertThat(red5.resolve("plugins/stagedoor-red5-plugin-" + version + ".jar"))
                .exists();
        assertThat(red5.resolve("stagedoor/bundles/red5-bridge.jar")).exists();
        assertThat(Files.getPosixFilePermissions(red5.resolve("stagedoor"))).hasSize(3);
    }

    private static Path archive() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("stagedoor.red5"), ".."))) {
            return files.filter(file -> file.getFileName().toString().matches("stagedoor-[0-9].*\\.zip"))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath()
                    .normalize();
        }
    }
}
