package io.stagedoor.red5.bridge.configuration;

import io.stagedoor.auth.support.file.FileReplacement;
import io.stagedoor.auth.support.text.Utf8;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.osgi.service.cm.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts right what File Install makes of a file that begins with a byte order mark: to it the mark is a part of the first name, and a
 * comment in the first line a property, which swallows the second line if it ends with a backslash. Right after File Install has
 * delivered such a file, and before components see it, the configuration gets what the file says.
 */
public final class ByteOrderMarks {

    private static final Logger LOG = LoggerFactory.getLogger(ByteOrderMarks.class);

    private final ConfFolder folder;
    private final UnaryOperator<String> variables;

    ByteOrderMarks(ConfFolder folder, UnaryOperator<String> variables) {
        this.folder = folder;
        this.variables = variables;
    }

    /** Whether a configuration has a name that begins with a mark: it has not been put right yet. */
    public static boolean isIn(Dictionary<String, ?> properties) {
        return properties != null
                && Collections.list(properties.keys()).stream().anyMatch(ByteOrderMarks::isMarked);
    }

    private static boolean isMarked(String name) {
        return !name.isEmpty() && name.charAt(0) == Utf8.MARK;
    }

    /** Looks at one configuration, and puts it right. For any thread. */
    void look(Configuration configuration) throws IOException {
        long count = configuration.getChangeCount();
        Dictionary<String, Object> properties = configuration.getProperties();
        if (!isIn(properties)) {
            return;
        }
        Optional<Path> file = folder.of(configuration);
        Optional<Map<String, Object>> right = file.flatMap(this::read);
        // Changed meanwhile, it is being looked at again.
        if (right.isPresent() && configuration.getChangeCount() == count) {
            Dictionary<String, Object> values = new Hashtable<>(right.get());
            values.put(Values.FILE, Values.uri(file.get()));
            LOG.debug("{} begins with a byte order mark, which is read past.", file.get());
            Redelivery.update(configuration, values);
        }
    }

    private Optional<Map<String, Object>> read(Path file) {
        try {
            return Optional.of(new CfgText(FileReplacement.read(file), variables).values());
        } catch (NoSuchFileException | IllegalArgumentException e) { // just removed, or no file that anybody can read
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("{} cannot be read past its byte order mark: {}", file, e.toString());
            return Optional.empty();
        }
    }
}
