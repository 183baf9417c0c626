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

    private Basis() {}

    /** The basis of a route, for clients of a protocol. */
    public static String of(Route route, Protocol protocol) {
        List<String> lines = new ArrayList<>();
        lines.add(String.valueOf(
                route.settings().map(settings -> settings.asks(protocol)).orElse(true)));
        route.chain(protocol)
                .forEach(link -> lines.add(
                        link.name() + PART + link.bound().map(Bound::settings).orElse("")));
        return String.join(LINE, lines);
    }

    /**
     * Whether clients that came in on one basis have to be looked at again on another: somebody else decides, or the same service
     * decides by other settings. A service that is away, or that has been replaced by another of the same name, is no change.
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
            if (!wasLink[0].equals(isLink[0]) || hasOtherSettings(wasLink[1], isLink[1])) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasOtherSettings(String was, String is) {
        return !was.isEmpty() && !is.isEmpty() && service(was).equals(service(is)) && !was.equals(is);
    }

    private static String service(String settings) {
        return settings.substring(0, settings.indexOf('.'));
    }
}
