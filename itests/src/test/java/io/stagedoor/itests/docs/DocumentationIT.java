package io.stagedoor.itests.docs;

import static java.util.function.Predicate.not;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Reason;
import io.stagedoor.auth.jwt.internal.issuer.IssuerTrial;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The pages say what the project does: each link leads somewhere, each setting and each reason is there, with its default. */
public class DocumentationIT {

    private static final Path BUNDLES = Path.of(System.getProperty("stagedoor.red5"), "stagedoor", "bundles");
    private static final Pattern CAUSES =
            Pattern.compile("Applications and their.*|Secrets and users|Backends|Authenticators and.*"
                    + "|The server|When the door is open");
    private static final Pattern ANY = Pattern.compile(".*");

    /** Where the settings of each kind of configuration stand: the page, and the headings of its tables. */
    private static final Map<String, Place> SETTINGS = Map.of(
            "stagedoor.application",
            new Place("docs/configuration.md", "Who decides|RTMP|HTTP paths and players"),
            "stagedoor.bridge",
            new Place("docs/configuration.md", "The whole server"),
            "stagedoor.audit",
            new Place("docs/audit.md", "Settings"),
            "stagedoor.operations",
            new Place("docs/operations.md", "Settings"),
            "stagedoor.shared",
            new Place("docs/cluster.md", "Settings"),
            "stagedoor.revocation",
            new Place("docs/operations.md", "Revocations in a file"),
            "stagedoor.authenticator.jwt",
            new Place("docs/jwt.md", "Settings|Replace the secret"),
            "stagedoor.issuer",
            new Place("docs/identity-providers.md", "Settings"),
            "stagedoor.authenticator.simple",
            new Place("docs/users.md", "Settings"),
            "stagedoor.authenticator.roundtrip",
            new Place("docs/backends.md", "Settings"));

    private record Place(String page, String headings) {
        Map<String, String> defaults() {
            Map<String, String> found = new TreeMap<>();
            for (List<String> row : Page.of(page).rows(Pattern.compile(headings))) {
                for (String name : names(row.get(0))) {
                    assertThat(found.put(name, row.size() > 3 ? row.get(2) : ""))
                            .as(name)
                            .isNull();
                }
            }
            return found;
        }
    }

    @Test
    public void each_link_leads_somewhere() {
        assertThat(Page.all()).hasSizeGreaterThan(60);
        assertThat(Page.all().stream().flatMap(page -> page.brokenLinks().stream()))
                .isEmpty();
    }

    @Test
    public void pages_of_the_zip_have_what_they_link_to_and_what_alerts_name() throws IOException {
        Path home = BUNDLES.getParent().getParent().toRealPath();
        List<Page> pages = Page.allIn(home.resolve("stagedoor/docs"));
        assertThat(pages).hasSizeGreaterThan(25);
        assertThat(pages.stream().flatMap(page -> page.brokenLinks().stream())).isEmpty();
        assertThat(pages.stream().map(Page::text))
                .as("links to what ships, within its folder")
                .noneMatch(text -> text.contains("](../../") || text.contains("distribution/src"));
        List<String> runbooks = Pattern.compile("runbook: (\\S+)")
                .matcher(Files.readString(home.resolve("stagedoor/monitoring/stagedoor-alerts.yml")))
                .results()
                .map(runbook -> runbook.group(1))
                .toList();
        assertThat(runbooks).hasSizeGreaterThan(10).allSatisfy(runbook -> {
            String[] parts = runbook.split("#", 2);
            assertThat(Page.of(home.resolve(parts[0]).toString()).hasAnchor(parts[1]))
                    .as(runbook)
                    .isTrue();
        });
    }

    @Test
    public void the_front_page_is_short() {
        assertThat(Page.of("README.md").text().lines()).hasSizeLessThanOrEqualTo(150);
    }

    @Test
    public void each_setting_is_in_its_table_with_its_default() {
        Map<String, Map<String, String>> metatype = metatype();
        assertThat(metatype).containsOnlyKeys(SETTINGS.keySet());
        SETTINGS.forEach((pid, place) -> {
            Map<String, String> documented = place.defaults();
            Map<String, String> known = metatype.get(pid);
            assertThat(documented.keySet()).as(pid).isEqualTo(known.keySet());
            known.forEach((name, value) -> {
                String cell = documented.get(name);
                if (!value.isEmpty() && cell.contains("`")) {
                    assertThat(plain(cell)).as(pid + " " + name).isEqualTo(value);
                }
            });
        });
    }

    @Test
    public void each_setting_is_in_one_table_only() {
        List<String> known = metatype().values().stream()
                .flatMap(settings -> settings.keySet().stream())
                .toList();
        List<String> documented = Page.all().stream()
                .flatMap(page -> page.rows(ANY).stream())
                .filter(row -> row.size() > 3)
                .flatMap(row -> names(row.get(0)).stream())
                .filter(known::contains)
                .toList();
        assertThat(documented).hasSizeLessThanOrEqualTo(known.size());
    }

    @Test
    public void each_reason_is_explained() {
        List<String> explained = Page.of("docs/troubleshooting.md").rows(Pattern.compile("Reasons")).stream()
                .flatMap(row -> Page.code(row.get(0)).stream())
                .collect(toList());
        assertThat(explained)
                .doesNotHaveDuplicates()
                .contains(Arrays.stream(Reason.values()).map(Reason::name).toArray(String[]::new));
    }

    @Test
    public void samples_of_code_are_those_that_are_tried() throws IOException {
        assertThat(Page.of("docs/extending.md").block("java").text())
                .isEqualTo(sample("authenticator/src/main/java/com/example/local/LocalOnly.java"));
        assertThat(Page.of("docs/extending.md").blocks())
                .extracting(Page.Block::text)
                .contains(sample("authenticator/src/test/java/com/example/local/LocalOnlyTest.java"));
        assertThat(sample("backend-node/signature.mjs"))
                .endsWith(Page.of("docs/backends.md").block("js").text());
        String python = Page.of("docs/backends.md").block("python").text();
        assertThat(sample("backend-python/server.py")).contains(python.substring(python.indexOf("def is_signed")));
    }

    @Test
    public void examples_of_issuers_are_accepted() {
        List<Page.Block> examples = Stream.of("docs/identity-providers.md", "docs/providers.md")
                .flatMap(page -> Page.of(page).blocks().stream())
                .filter(block -> block.language().equals("properties"))
                .filter(block -> block.text().lines().anyMatch(line -> line.startsWith("issuer =")))
                .toList();
        assertThat(examples).hasSizeGreaterThan(12);
        assertThat(examples).allSatisfy(example -> IssuerTrial.of(properties(example)));
    }

    /** As the server reads them. */
    private static Map<String, String> properties(Page.Block example) {
        Properties read = new Properties();
        try {
            read.load(new StringReader(example.text().replace("${red5.root}", "/red5")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> properties = new TreeMap<>();
        read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
        return properties;
    }

    @Test
    public void what_the_log_says_is_quoted_as_it_says_it() throws IOException {
        LogTexts texts = LogTexts.of(Page.root());
        assertThat(quotes()).hasSizeGreaterThan(80);
        assertThat(quotes()).filteredOn(quote -> !texts.has(quote)).isEmpty();
    }

    /** Of the test above: no word of a quotation can become another one without a failure. */
    @Test
    public void a_quotation_with_a_changed_word_is_not_what_the_log_says() throws IOException {
        LogTexts texts = LogTexts.of(Page.root());
        List<String> changed = quotes().stream()
                .flatMap(quote -> withAnotherWord(quote).stream())
                .toList();
        assertThat(changed).hasSizeGreaterThan(400);
        assertThat(changed).filteredOn(texts::has).isEmpty();
    }

    private static List<String> quotes() {
        return Page.of("docs/outages.md").rows(CAUSES).stream()
                .filter(row -> !row.toString().contains("from Red5"))
                .flatMap(row -> Page.code(row.get(1)).stream())
                .toList();
    }

    private static List<String> withAnotherWord(String quote) {
        String[] words = quote.split(" ");
        List<String> changed = new ArrayList<>();
        for (int i = 0; i < words.length && words.length > 1; i++) {
            if (words[i].matches("[a-z]+")) {
                String[] others = words.clone();
                others[i] = "carefully";
                changed.add(String.join(" ", others));
            }
        }
        return changed;
    }

    private static String sample(String path) throws IOException {
        return Files.readString(Page.root().resolve("samples").resolve(path));
    }

    /** {@code `a`, `b`} are two names, {@code `a.x`, `.y`} are {@code a.x} and {@code a.y}. */
    private static List<String> names(String cell) {
        List<String> names = new ArrayList<>();
        for (String name : Page.code(cell)) {
            String first = names.isEmpty() ? "" : names.get(0);
            names.add(name.startsWith(".") ? first.substring(0, first.lastIndexOf('.')) + name : name);
        }
        return names;
    }

    /** The default of a cell as Metatype has it. */
    private static String plain(String cell) {
        return String.join(",", Page.code(cell));
    }

    private static Map<String, Map<String, String>> metatype() {
        Map<String, Map<String, String>> all = new TreeMap<>();
        try (Stream<Path> jars = Files.list(BUNDLES)) {
            jars.filter(jar -> jar.toString().endsWith(".jar")).forEach(jar -> addMetatype(jar, all));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private static void addMetatype(Path file, Map<String, Map<String, String>> all) {
        try (JarFile jar = new JarFile(file.toFile())) {
            for (JarEntry entry : jar.stream()
                    .filter(not(JarEntry::isDirectory))
                    .filter(entry -> entry.getName().startsWith("OSGI-INF/metatype/"))
                    .toList()) {
                addMetatype(jar, entry, all);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addMetatype(JarFile jar, JarEntry entry, Map<String, Map<String, String>> all)
            throws IOException {
        Map<String, String> defaults = new TreeMap<>();
        Document document = document(jar, entry);
        NodeList attributes = document.getElementsByTagName("AD");
        for (int i = 0; i < attributes.getLength(); i++) {
            Element attribute = (Element) attributes.item(i);
            defaults.put(
                    attribute.getAttribute("id"),
                    attribute.getAttribute("default").replace("\\", ""));
        }
        Element designate = (Element) document.getElementsByTagName("Designate").item(0);
        String factory = designate.getAttribute("factoryPid");
        all.put(factory.isEmpty() ? designate.getAttribute("pid") : factory, defaults);
    }

    private static Document document(JarFile jar, JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(e);
        }
    }
}
