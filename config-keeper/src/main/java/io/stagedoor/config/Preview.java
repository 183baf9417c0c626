package io.stagedoor.config;

import io.stagedoor.auth.support.file.ConfFolder;
import io.stagedoor.auth.support.file.FileReplacement;
import io.stagedoor.auth.support.key.Oddities;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * Reads {@code stagedoor/conf} once, as the keeper and File Install would, for {@code stagedoor check}: in a framework without a server, in
 * which the keeper does not run. It is called by name, so it answers in types of the JDK.
 *
 * <p>Each answer is a map. One for a file that can be applied has {@code file}, {@code pid}, {@code factoryPid} (empty for none), {@code
 * name} (behind the factory PID), {@code uri} and {@code values}. One for what is wrong has {@code file}, {@code severity} ({@code error} or
 * {@code warning}) and {@code text}.
 */
public final class Preview {

    private final Path home;
    private final ConfFolder folder;
    private final Function<String, @Nullable String> variables;
    private final List<Map<String, Object>> answers = new ArrayList<>();

    private Preview(Path home, Function<String, @Nullable String> variables) {
        this.home = home.toAbsolutePath().normalize();
        this.folder = new ConfFolder(this.home.resolve("conf"));
        this.variables = variables;
    }

    /**
     * Reads all files.
     *
     * @param home the folder {@code stagedoor/}
     * @param context sees every bundle of the framework
     * @param alsoRead PIDs that a bundle reads that does not run here
     * @throws IOException if the folder cannot be listed
     */
    public static List<Map<String, Object>> of(Path home, BundleContext context, Set<String> alsoRead)
            throws IOException {
        ServiceComponentRuntime components =
                context.getService(context.getServiceReference(ServiceComponentRuntime.class));
        Preview preview = new Preview(home, Corrections.variables(context));
        preview.read();
        preview.findUnused(ReadPids.now(context, components).with(alsoRead));
        return List.copyOf(preview.answers);
    }

    private void read() throws IOException {
        UnknownVariables unknown = new UnknownVariables(variables);
        Set<String> secrets = new TreeSet<>();
        for (Path file : new TreeSet<>(folder.files())) {
            if (FileNames.isUnusable(ConfFolder.pid(file))) {
                continue; // UnusedFiles tells of it, and no component would get it
            }
            try {
                byte[] content = FileReplacement.read(file);
                Map<String, Object> values = new CfgText(file, content, variables).values();
                add(file, values);
                secrets.addAll(SecretFiles.namedIn(values.values()));
                if (!ConfFolder.isOurs(file)) {
                    unknown.in(new String(content, StandardCharsets.UTF_8))
                            .forEach(name -> wrong(file, "warning", unknownVariable(name)));
                }
            } catch (IllegalArgumentException e) {
                wrong(file, "error", "not applied: " + e.getMessage());
            } catch (IOException e) { // UnusedFiles tells of what may not be read
                continue;
            }
        }
        remark(secrets);
    }

    private static String unknownVariable(String name) {
        return "no system property has the name '" + name
                + "'; Stagedoor puts nothing in its place. Write an environment" + " variable as $[env:NAME].";
    }

    private void add(Path file, Map<String, Object> values) {
        String pid = ConfFolder.pid(file);
        int tilde = pid.indexOf('~');
        answers.add(Map.of(
                "file",
                UnusedFiles.shown(home, file),
                "pid",
                pid,
                "factoryPid",
                tilde > 0 ? pid.substring(0, tilde) : "",
                "name",
                tilde > 0 ? pid.substring(tilde + 1) : "",
                "uri",
                Values.uri(file),
                "values",
                new HashMap<>(values)));
    }

    private void remark(Set<String> secrets) {
        SecretFiles files = new SecretFiles(home.resolve("secrets"));
        for (String name : secrets) {
            byte[] content = files.content(name);
            if (content != null) {
                Oddities.ofNamedFile(content)
                        .forEach(odd -> wrong(home.resolve("secrets").resolve(name), "warning", odd + "."));
            }
        }
    }

    private void findUnused(ReadPids read) throws IOException {
        List<String> named = answers.stream()
                .filter(answer -> answer.containsKey("values"))
                .flatMap(answer ->
                        ((Map<?, ?>) answer.get("values")).values().stream().map(Values::text))
                .toList();
        Map<String, String> unused = new UnusedFiles(home)
                .problems(new FileNames(read), name -> named.stream().anyMatch(value -> value.contains(name)));
        new TreeMap<>(unused)
                .forEach((file, problem) -> answers.add(Map.of(
                        "file",
                        file,
                        "severity",
                        file.endsWith(".cfg") ? "error" : "warning",
                        "text",
                        "not used: " + problem)));
    }

    private void wrong(Path file, String severity, String text) {
        answers.add(Map.of("file", UnusedFiles.shown(home, file), "severity", severity, "text", text));
    }
}
