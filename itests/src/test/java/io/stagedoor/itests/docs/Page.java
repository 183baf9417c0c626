package io.stagedoor.itests.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation, in GitHub's Markdown. */
final class Page {

    private static final Path ROOT = Path.of(System.getProperty("stagedoor.docs"))
            .toAbsolutePath()
            .normalize()
            .getParent();
    /** Folders that builds make, and change while tests run. */
    private static final Set<String> MADE = Set.of("target", "node_modules", ".git");

    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*?) *#*");
    private static final Pattern FENCE = Pattern.compile("( *)```(\\w*) *");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final Path file;
    private final List<Block> blocks = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private final Set<String> anchors = new HashSet<>();

    /** A fenced block: the heading above it, the text between that and the block, its language, and what is in it. */
    record Block(String heading, String before, String language, String text) {}

    /** A line outside fenced blocks, with its number, the first being 1. */
    record Line(int number, String heading, String text) {}

    private Page(Path file) {
        this.file = file;
        read();
    }

    /** The page of a path, from the top of the project. */
    static Page of(String path) {
        return new Page(ROOT.resolve(path));
    }

    /** All pages of the project, not those that a build has made. */
    static List<Page> all() {
        return allIn(ROOT);
    }

    /** All pages in a folder and below it, not those in folders that a build makes there. */
    static List<Page> allIn(Path top) {
        List<Page> pages = new ArrayList<>();
        try {
            Files.walkFileTree(top, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return MADE.contains(folder.getFileName().toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(".md")) {
                        pages.add(new Page(file));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pages;
    }

    /** The top of the project. */
    static Path root() {
        return ROOT;
    }

    private void read() {
        String heading = "";
        StringBuilder before = new StringBuilder();
        Map<String, Integer> seen = new HashMap<>();
        List<String> all = text().lines().toList();
        for (int i = 0; i < all.size(); i++) {
            Matcher fence = FENCE.matcher(all.get(i));
            Matcher title = HEADING.matcher(all.get(i));
            if (fence.matches()) {
                int end = end(all, i);
                blocks.add(new Block(heading, before.toString(), fence.group(2), inside(all, i, end, fence.group(1))));
                before.setLength(0);
                i = end;
            } else if (title.matches()) {
                heading = title.group(1);
                before.setLength(0);
                anchors.add(anchor(heading, seen));
            } else {
                before.append(all.get(i)).append('\n');
                lines.add(new Line(i + 1, heading, all.get(i)));
            }
        }
    }

    private int end(List<String> all, int begin) {
        for (int i = begin + 1; i < all.size(); i++) {
            if (all.get(i).trim().equals("```")) {
                return i;
            }
        }
        throw new AssertionError(this + ":" + (begin + 1) + ": the block has no end");
    }

    private static String inside(List<String> all, int begin, int end, String indent) {
        StringBuilder text = new StringBuilder();
        for (String line : all.subList(begin + 1, end)) {
            text.append(line.startsWith(indent) ? line.substring(indent.length()) : line)
                    .append('\n');
        }
        return text.toString();
    }

    private static String anchor(String heading, Map<String, Integer> seen) {
        String plain = heading.replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_\\- ]", "")
                .replace(' ', '-');
        int earlier = seen.merge(plain, 1, Integer::sum) - 1;
        return earlier == 0 ? plain : plain + "-" + earlier;
    }

    String text() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Block> blocks() {
        return blocks;
    }

    /** The first block of a language. */
    Block block(String language) {
        return blocks.stream()
                .filter(block -> block.language().equals(language))
                .findFirst()
                .orElseThrow(() -> new AssertionError(this + " has no block of " + language));
    }

    /** Links that lead nowhere, each with its place. */
    List<String> brokenLinks() {
        List<String> broken = new ArrayList<>();
        for (Line line : lines) {
            Matcher link = LINK.matcher(line.text().replaceAll("`[^`]*`", "``"));
            while (link.find()) {
                if (!link.group(1).matches("(https?|mailto):.*") && !leadsSomewhere(link.group(1))) {
                    broken.add(this + ":" + line.number() + ": " + link.group(1));
                }
            }
        }
        return broken;
    }

    boolean hasAnchor(String name) {
        return anchors.contains(name);
    }

    private boolean leadsSomewhere(String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty()
                ? file
                : file.resolveSibling(parts[0]).toAbsolutePath().normalize();
        if (!Files.exists(target) || !target.startsWith(ROOT)) {
            return false;
        }
        return parts.length == 1 || target.toString().endsWith(".md") && new Page(target).anchors.contains(parts[1]);
    }

    /** The cells of each row of a table below a heading that matches, without head and rule. */
    List<List<String>> rows(Pattern heading) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            boolean head = i + 1 < lines.size() && isRule(lines.get(i + 1).text());
            String text = lines.get(i).text();
            if (text.startsWith("|")
                    && !head
                    && !isRule(text)
                    && heading.matcher(lines.get(i).heading()).matches()) {
                String[] cells = text.substring(1, text.lastIndexOf('|')).split("(?<!\\\\)\\|", -1);
                rows.add(Stream.of(cells).map(String::trim).toList());
            }
        }
        return rows;
    }

    private static boolean isRule(String line) {
        return line.startsWith("|") && line.matches("[|: -]+");
    }

    /** What stands in backticks in a text, in order. */
    static List<String> code(String text) {
        return CODE.matcher(text).results().map(found -> found.group(1)).toList();
    }

    @Override
    public String toString() {
        return ROOT.relativize(file).toString();
    }
}
