package io.stagedoor.benchmarks.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The packages that bundles get from outside the framework, in the versions that they ask for. */
final class HostPackages {

    private static final Pattern IMPORT = Pattern.compile(
            "((?:org\\.red5|io\\.stagedoor\\.red5\\.hook|io\\.stagedoor\\.hook|io\\.stagedoor\\.auth)[\\w.]*);version=\"\\[([\\d.]+)");

    private HostPackages() {}

    static String importedBy(List<Path> jars) throws IOException {
        Map<String, String> packages = new TreeMap<>();
        packages.put("org.slf4j", "1.7.36");
        for (Path jar : jars) {
            try (JarFile file = new JarFile(jar.toFile())) {
                String imports = file.getManifest().getMainAttributes().getValue("Import-Package");
                Matcher matcher = IMPORT.matcher(imports == null ? "" : imports);
                while (matcher.find()) {
                    packages.put(matcher.group(1), matcher.group(2));
                }
            }
        }
        return packages.entrySet().stream()
                .map(each -> each.getKey() + ";version=" + each.getValue())
                .collect(Collectors.joining(","));
    }
}
