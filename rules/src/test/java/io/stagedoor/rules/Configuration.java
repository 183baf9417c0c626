package io.stagedoor.rules;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A kind of configuration.
 *
 * @param pid its PID or factory PID
 * @param module where its annotation type is
 * @param type the name of that type
 * @param page the page with its tables
 * @param headings the headings of these tables, as a pattern
 * @param file the end of the example's name
 */
record Configuration(String pid, String module, String type, String page, String headings, String file) {

    private static final String RANGE = "io.stagedoor.auth.support.property.Range";
    private static final String METATYPE = "org.osgi.service.metatype.annotations.AttributeDefinition";
    private static final String FORM = "org.osgi.service.metatype.annotations.ObjectClassDefinition";
    private static final String CONF = "distribution/src/main/overlay/stagedoor/conf/";

    private static final String GATEWAY = "distribution/src/main/gateway/stagedoor/conf/";

    static Stream<Configuration> all() {
        return Stream.of(
                new Configuration(
                        "stagedoor.application",
                        "core",
                        "io.stagedoor.core.settings.ApplicationConfig",
                        "docs/configuration.md",
                        "Who decides|RTMP|HTTP paths and players",
                        "-live.cfg.example"),
                new Configuration(
                        "stagedoor.bridge",
                        "red5-bridge",
                        "io.stagedoor.red5.bridge.settings.ServerConfig",
                        "docs/configuration.md",
                        "The whole server",
                        ".cfg.example"),
                new Configuration(
                        "stagedoor.server",
                        "gateway",
                        "io.stagedoor.gateway.door.settings.ServerConfig",
                        "docs/gateway.md",
                        "Settings",
                        "-edge1.cfg.example"),
                new Configuration(
                        "stagedoor.audit",
                        "core",
                        "io.stagedoor.core.output.AuditConfig",
                        "docs/audit.md",
                        "Settings",
                        ".cfg.example"),
                new Configuration(
                        "stagedoor.operations",
                        "operations",
                        "io.stagedoor.operations.OperationsConfig",
                        "docs/operations.md",
                        "Settings",
                        ".cfg.example"),
                new Configuration(
                        "stagedoor.shared",
                        "shared-redis",
                        "io.stagedoor.shared.redis.internal.SharedConfig",
                        "docs/cluster.md",
                        "Settings",
                        ".cfg.example"),
                new Configuration(
                        "stagedoor.revocation",
                        "core",
                        "io.stagedoor.core.revocation.RevocationConfig",
                        "docs/operations.md",
                        "Revocations in a file",
                        "-leaked.cfg.example"),
                new Configuration(
                        "stagedoor.authenticator.jwt",
                        "auth-jwt",
                        "io.stagedoor.auth.jwt.internal.JwtConfig",
                        "docs/jwt.md",
                        "Settings|Replace the secret",
                        "-live-jwt.cfg.example"),
                new Configuration(
                        "stagedoor.issuer",
                        "auth-jwt",
                        "io.stagedoor.auth.jwt.internal.issuer.IssuerConfig",
                        "docs/identity-providers.md",
                        "Settings",
                        "-acme.cfg.example"),
                new Configuration(
                        "stagedoor.authenticator.simple",
                        "auth-simple",
                        "io.stagedoor.auth.simple.internal.SimpleConfig",
                        "docs/users.md",
                        "Settings",
                        "-live-users.cfg.example"),
                new Configuration(
                        "stagedoor.authenticator.roundtrip",
                        "auth-roundtrip",
                        "io.stagedoor.auth.roundtrip.internal.RoundTripConfig",
                        "docs/backends.md",
                        "Settings",
                        "-live-roundtrip.cfg.example"));
    }

    /** The names of all annotation types that Metatype is made of, but for those of the sample, which has no page and no example file. */
    static Set<String> types() {
        return Modules.classes(Modules.without("samples/authenticator")).stream()
                .filter(type -> type.tryGetAnnotationOfType(FORM).isPresent())
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
    }

    /** By name. */
    Map<String, Property> properties() {
        Map<String, Property> properties = new TreeMap<>();
        Modules.classes(List.of(module))
                .get(type)
                .getMethods()
                .forEach(method -> properties.put(nameOf(method), property(method)));
        return properties;
    }

    private static Property property(JavaMethod method) {
        return new Property(
                nameOf(method),
                method.getRawReturnType().getSimpleName(),
                method.getDefaultValue().map(Configuration::text).orElse(""),
                range(method, RANGE, "least", "most"),
                range(method, METATYPE, "min", "max"),
                method.tryGetAnnotationOfType(METATYPE)
                        .map(values -> text(values, "description"))
                        .orElse(""));
    }

    private static String nameOf(JavaMethod method) {
        return method.getName().replace('_', '.');
    }

    private static String text(Object value) {
        return value instanceof Object[] values
                ? Stream.of(values).map(String::valueOf).collect(Collectors.joining(","))
                : value.toString();
    }

    private static String range(JavaMethod method, String annotation, String least, String most) {
        return method.tryGetAnnotationOfType(annotation)
                .map(values -> text(values, least) + " to " + text(values, most))
                .filter(range -> !range.equals(" to "))
                .orElse("");
    }

    private static String text(JavaAnnotation<?> annotation, String value) {
        return annotation.get(value).map(Object::toString).orElse("");
    }

    /** The cells of its tables behind the name, by name: type, default and meaning, or type and meaning only. */
    Map<String, List<String>> rows() {
        return Tables.rows(Modules.root().resolve(page), headings);
    }

    Example example() {
        return Stream.of(CONF, GATEWAY)
                .map(folder -> Modules.root().resolve(folder + pid + file))
                .filter(Files::exists)
                .findFirst()
                .map(path -> Example.of(Modules.read(path)))
                .orElseThrow();
    }

    /** Whether an example may name this: a part NAME stands for any. */
    boolean knows(String name) {
        return properties().keySet().stream()
                .anyMatch(known -> name.matches(known.replace(".", "\\.").replace("NAME", "\\w+")));
    }

    @Override
    public String toString() {
        return pid;
    }
}
