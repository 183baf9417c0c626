package io.stagedoor.core.routing;

import io.stagedoor.auth.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The basis of a decision, as text that a session can keep: whether authenticators are asked, which ones, and with
 * which settings. It has the whole chain; for a client only the part on the authenticator that let it in counts.
 */
public final class Basis {

    private static final String LINE = "\n";
    private static final String PART = "\t";
    /** Where a link says how its service is configured. */
    private static final int CONFIGURED = 2;

    private static final int CONTENT = 3;

    /** How one is that is no longer there because its configuration was removed. */
    static final String REMOVED = "!";

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
                                .map(bound -> bound.settings() + PART + bound.configured() + PART + bound.content())
                                .orElse(link.gone().map(Gone::isRemoved).orElse(false) ? PART + REMOVED : "")));
        return String.join(LINE, lines);
    }

    /**
     * Whether it says all that there is to know of the authenticator that let a client in. One that does not takes nobody's place: what
     * is not known of it could not be compared with what comes.
     *
     * @param authenticator its name; empty for a client that was let in unasked
     */
    public static boolean isComplete(String basis, String authenticator) {
        return link(basis, authenticator)
                .map(link -> link.length > CONFIGURED && !isUnknown(link[1]) && !isUnknown(link[CONFIGURED]))
                .orElse(true);
    }

    /**
     * Whether a client that came in on one basis has to be looked at again on another: clients are asked now and were not, or the
     * other way round; the authenticator that let it in decides by other settings, is no longer asked, is configured otherwise than the
     * one of the same name that let it in or has other files, or its configuration was removed. What became of others of the chain is no change. Nor is a
     * service that is away, or that was replaced because its bundle was.
     *
     * @param authenticator the name of the one that let the client in; empty if it was let in unasked
     */
    public static boolean isChange(String before, String after, String authenticator) {
        if (!asks(before).equals(asks(after))) {
            return true;
        }
        Optional<String[]> was = link(before, authenticator);
        Optional<String[]> is = link(after, authenticator);
        return was.isPresent() && is.isPresent()
                ? decidesOtherwise(was.get(), is.get())
                : was.isPresent() || is.isPresent();
    }

    /** How an authenticator was configured that let a client in; empty if that is not known, or it had no configuration. */
    public static Optional<String> configured(String basis, String authenticator) {
        return link(basis, authenticator)
                .map(Basis::configured)
                .filter(text -> !isUnknown(text) && !text.equals(Bound.NOT_CONFIGURED));
    }

    private static String asks(String basis) {
        int end = basis.indexOf(LINE);
        return end < 0 ? basis : basis.substring(0, end);
    }

    /** What a basis says of an authenticator. */
    private static Optional<String[]> link(String basis, String authenticator) {
        return basis.lines()
                .skip(1)
                .map(line -> line.split(PART, -1))
                .filter(link -> link[0].equals(authenticator))
                .findFirst();
    }

    private static boolean decidesOtherwise(String[] was, String[] is) {
        boolean sameService =
                service(was[1]).equals(service(is[1])) && !configured(is).equals(REMOVED);
        return sameService
                ? isOther(was[1], is[1])
                : isOther(configured(was), configured(is)) || isOther(content(was), content(is));
    }

    private static boolean isOther(String was, String is) {
        return !isUnknown(was) && !isUnknown(is) && !was.equals(is);
    }

    private static boolean isUnknown(String part) {
        return part.isEmpty() || part.endsWith(Bound.UNKNOWN);
    }

    /** Not known to a bridge of before. */
    private static String configured(String[] link) {
        return link.length > CONFIGURED ? link[CONFIGURED] : Bound.UNKNOWN;
    }

    /** Not known to a bridge of before. */
    private static String content(String[] link) {
        return link.length > CONTENT ? link[CONTENT] : "";
    }

    private static String service(String settings) {
        return settings.substring(0, Math.max(0, settings.indexOf('.')));
    }
}
