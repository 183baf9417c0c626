package io.stagedoor.config;

import io.stagedoor.auth.support.file.ConfFolder;
import io.stagedoor.auth.support.file.FileReplacement;
import io.stagedoor.auth.support.property.Properties;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.felix.utils.properties.InterpolationHelper.BundleContextSubstitutionCallback;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts right what File Install makes of a file. To it a byte order mark is a part of the first name, and a comment in the first line a
 * property, which swallows the second line if it ends with a backslash. And it puts nothing in the place of a {@code ${name}} that
 * nobody knows: a restriction would fall away. Right after File Install has delivered such a file, and before components see it, the
 * configuration gets what the file says; a placeholder in it is an error to whoever reads it. For any thread.
 */
final class Corrections {

    private static final Logger LOG = LoggerFactory.getLogger(Corrections.class);

    private final ConfFolder folder;
    private final Function<String, @Nullable String> variables;

    /** As File Install looks for variables. */
    Corrections(ConfFolder folder, BundleContext context) {
        this(folder, variables(context));
    }

    Corrections(ConfFolder folder, Function<String, @Nullable String> variables) {
        this.folder = folder;
        this.variables = variables;
    }

    /** What File Install puts in for a variable; null for an unknown one. */
    static Function<String, @Nullable String> variables(BundleContext context) {
        return new BundleContextSubstitutionCallback(context)::getValue;
    }

    /** Whether a configuration is still as File Install has read it, and is to be put right. */
    boolean isDue(Configuration configuration) {
        return right(configuration).isPresent();
    }

    /** Looks at one configuration, and puts it right. */
    void look(Configuration configuration) throws IOException {
        look(configuration, () -> {});
    }

    /**
     * Looks at one configuration, and puts it right.
     *
     * @param before what is done before it changes
     */
    void look(Configuration configuration, Runnable before) throws IOException {
        Optional<Dictionary<String, Object>> right = right(configuration);
        if (right.isPresent()) {
            before.run();
            // Changed meanwhile, it may be right, or is put right as it is now.
            right = right(configuration);
        }
        if (right.isPresent()) {
            LOG.debug("{}: File Install has read something else in it.", configuration.getPid());
            Redelivery.update(configuration, right.get());
        }
    }

    private Optional<Dictionary<String, Object>> right(Configuration configuration) {
        long count = configuration.getChangeCount();
        Dictionary<String, Object> properties = configuration.getProperties();
        Optional<Path> file = FileConfigurations.file(folder, configuration);
        if (properties == null || file.isEmpty()) {
            return Optional.empty();
        }
        Optional<Map<String, Object>> right = right(file.get(), Values.of(properties));
        if (right.isEmpty() || configuration.getChangeCount() != count) {
            return Optional.empty();
        }
        Dictionary<String, Object> values = new Hashtable<>(right.get());
        values.put(Values.FILE, Values.uri(file.get()));
        return Optional.of(values);
    }

    private Optional<Map<String, Object>> right(Path file, Map<String, Object> delivered) {
        try {
            byte[] content = FileReplacement.read(file);
            CfgText text = new CfgText(file, content, variables);
            boolean wrong = !text.says(delivered) && Values.same(CfgText.uncorrected(content, variables), delivered);
            return wrong ? Optional.of(text.values()) : Optional.empty();
        } catch (FileReplacement.TooLarge e) { // File Install reads it, and nobody knows what it drops
            Map<String, Object> unreadable = Map.of(Properties.UNREADABLE, Objects.requireNonNull(e.getMessage()));
            return Values.same(unreadable, delivered) ? Optional.empty() : Optional.of(unreadable);
        } catch (NoSuchFileException | IllegalArgumentException e) { // just removed, or no file that anybody can read
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("{}: File Install has read the file, but Stagedoor cannot: {}", file, e.toString());
            return Optional.empty();
        }
    }
}
