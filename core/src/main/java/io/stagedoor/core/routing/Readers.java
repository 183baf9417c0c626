package io.stagedoor.core.routing;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Knows whether a bundle is running that reads a configuration, by what bundles say of their components. Thread-safe. */
final class Readers implements Predicate<String> {

    private static final String DESCRIPTIONS = "OSGI-INF";

    private final BundleContext context;

    /** Asks the bundles of a framework. */
    Readers(BundleContext context) {
        this.context = context;
    }

    /**
     * Reads files of bundles: not for the path of a decision.
     *
     * @param pid of a configuration, with or without the name of an instance
     */
    @Override
    public boolean test(String pid) {
        int tilde = pid.indexOf('~');
        Pattern written = Pattern.compile(
                "(?<![\\w.-])" + Pattern.quote(tilde > 0 ? pid.substring(0, tilde) : pid) + "(?![\\w.-])");
        for (Bundle bundle : context.getBundles()) {
            if ((bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0 && names(bundle, written)) {
                return true;
            }
        }
        return false;
    }

    private static boolean names(Bundle bundle, Pattern pid) {
        Enumeration<URL> files = bundle.findEntries(DESCRIPTIONS, "*.xml", true);
        for (URL file : files == null ? List.<URL>of() : Collections.list(files)) {
            try (InputStream in = file.openStream()) {
                if (pid.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .find()) {
                    return true;
                }
            } catch (IOException e) {
                // The bundle is being replaced, and is looked at again.
                continue;
            }
        }
        return false;
    }
}
