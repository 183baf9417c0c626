package io.stagedoor.red5.bridge.routing;

import io.stagedoor.auth.Protocol;
import java.util.ArrayList;
import java.util.List;

/**
 * What a decision on an application's clients rests on, as text that a session can keep: whether anybody is asked, who, and by which
 * settings of theirs.
 */
public final class Basis {

    private static final String LINE = "\n";
    private static final String PART = "\t";
    /** Where a link says how its service is configured. */
    private static final int CONFIGURED = 2;

    /** Ends what is not known, or not yet. */
    static final String UNKNOWN = "?";

    /** How a service is configured that has no configuration. */
    static final String NOT_CONFIGURED = "-";

    private Basis() {}

    /** The basis of a route, for clients of a protocol. */
    public static String of(Route route, Protocol protocol) {
        List<String> lines = new ArrayList<>();
        lines.add(String.valueOf(
                route.settings().map(settings -> settings.asks(protocol)).orElse(true)));
        route.chain(protocol)
                .forEach(link -> lines.add(link.name()
                        + PART
                        + link.bound()
                                .map(bound -> bound.settings() + PART + bound.configured())
                                .orElse("")));
        return String.join(LINE, lines);
    }

    /**
     * Whether it says all that there is to know. One that does not takes nobody's place: what is not known of it could not be
     * compared with what comes.
     */
    public static boolean isComplete(String basis) {
        return basis.lines()
                .skip(1)
                .map(line -> line.split(PART, -1))
                .allMatch(link -> link.length > CONFIGURED && !isUnknown(link[1]) && !isUnknown(link[CONFIGURED]));
    }

    /**
     * Whether clients that came in on one basis have to be looked at again on another: somebody else decides, the same service decides
     * by other settings, or one of the same name that is configured otherwise has come in its place. A service that is away, or that was
     * replaced because its bundle was, is no change.
     */
    public static boolean isChange(String before, String after) {
        String[] was = before.split(LINE, -1);
        String[] is = after.split(LINE, -1);
        if (was.length != is.length || !was[0].equals(is[0])) {
            return true;
        }
        for (int i = 1; i < was.length; i++) {
            String[] wasLink = was[i].split(PART, -1);
            String[] isLink = is[i].split(PART, -1);
            if (!wasLink[0].equals(isLink[0]) || decidesOtherwise(wasLink, isLink)) {
                return true;
            }
        }
        return false;
    }

    private static boolean decidesOtherwise(String[] was, String[] is) {
        boolean sameService = service(was[1]).equals(service(is[1]));
        return sameService ? isOther(was[1], is[1]) : isOther(configured(was), configured(is));
    }

    private static boolean isOther(String was, String is) {
        return !isUnknown(was) && !isUnknown(is) && !was.equals(is);
    }

    private static boolean isUnknown(String part) {
        return part.isEmpty() || part.endsWith(UNKNOWN);
    }

    /** Not known to a bridge of before. */
    private static String configured(String[] link) {
        return link.length > CONFIGURED ? link[CONFIGURED] : UNKNOWN;
    }

    private static String service(String settings) {
        return settings.substring(0, Math.max(0, settings.indexOf('.')));
    }
}
