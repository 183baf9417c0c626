package io.stagedoor.operations.console;

import io.stagedoor.core.oversight.Oversight;
import io.stagedoor.operations.http.Answer;
import io.stagedoor.operations.http.Entrance;
import io.stagedoor.operations.http.Handler;
import io.stagedoor.operations.http.Pace;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;

/**
 * Who gets in to the console. Anybody may read its files. Whoever has a code gets a token for it, and whoever has a token may do what the
 * console does. Thread-safe.
 *
 * <p>A page of another origin gets nothing, with or without a token: a browser names the server that it thinks it speaks to in {@code Host}, which must be
 * a loopback address in digits, of any port, because a port may be forwarded by SSH; no name leads here. And it names the page's origin, which must be
 * that same address and port.
 */
final class ConsoleEntrance implements Entrance {

    /** Takes a code for a token. */
    static final String ENTER = "/console/token";

    private static final String POST = "POST";
    private static final String SCHEME = "bearer ";
    private static final Pattern LOOPBACK = Pattern.compile("(127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?");

    private final Visitors visitors;
    private final Pages pages;
    private final Handler api;
    private final Pace pace;

    /**
     * For one console.
     *
     * @param api answers what is asked with a token
     * @param pace how fast wrong codes and tokens are told so
     */
    ConsoleEntrance(Visitors visitors, Pages pages, Handler api, Pace pace) {
        this.visitors = visitors;
        this.pages = pages;
        this.api = api;
        this.pace = pace;
    }

    @Override
    public Passage pass(HttpRequest request) {
        Header[] host = request.getHeaders("Host");
        if (host.length != 1 || !LOOPBACK.matcher(host[0].getValue().strip()).matches()) {
            return refused(Answer.error(403, "Host must be a loopback address in digits"));
        }
        if (isForeign(request, host[0].getValue().strip())) {
            return refused(Answer.error(403, "no page but the console gets in"));
        }
        String path = path(request);
        if (path.startsWith(Pages.PATH) && !path.equals(ENTER) || path.equals("/")) {
            return Passage.open(pages);
        }
        Optional<String> shown = shown(request);
        if (path.equals(ENTER)) {
            return request.getMethod().equals(POST)
                    ? enter(shown)
                    : refused(Answer.error(405, "this path is for POST"));
        }
        return shown.flatMap(visitors::find)
                .map(visitor -> Passage.proven(new ConsoleApi(visitor, visitors, api)))
                .orElseGet(() -> wrong("the token is none, or is over: run stagedoor console again"));
    }

    /** Whether it comes from a page that is not the console's. */
    private static boolean isForeign(HttpRequest request, String host) {
        Header[] origin = request.getHeaders("Origin");
        if (origin.length > 1
                || origin.length == 1
                        && !origin[0].getValue().strip().equals("http://" + host.toLowerCase(Locale.ROOT))) {
            return true;
        }
        Header site = request.getFirstHeader("Sec-Fetch-Site");
        Header mode = request.getFirstHeader("Sec-Fetch-Mode");
        boolean isNavigation = mode != null && mode.getValue().strip().equals("navigate");
        boolean isOwn = site == null || site.getValue().strip().matches("same-origin|none");
        return !isOwn && !(isNavigation && request.getMethod().equals("GET"));
    }

    private static String path(HttpRequest request) {
        String target = request.getRequestUri();
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    private static Optional<String> shown(HttpRequest request) {
        Header[] authorization = request.getHeaders("Authorization");
        if (authorization.length != 1
                || !authorization[0].getValue().regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        return Optional.of(
                authorization[0].getValue().substring(SCHEME.length()).strip());
    }

    private Passage enter(Optional<String> code) {
        Optional<Visitors.Entered> entered = code.flatMap(visitors::enter);
        if (entered.isEmpty()) {
            return wrong("the code is none, was used, or is older than a minute: run stagedoor console again");
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("token", entered.get().token());
        fields.put("by", entered.get().visitor().by());
        fields.put("until", entered.get().visitor().until().toString());
        fields.put("idleSeconds", Visitors.IDLE.toSeconds());
        Answer answer = Pages.guarded(Answer.json(200, Oversight.json(fields)));
        return Passage.proven(nothing -> answer);
    }

    /** Whoever shows what is right is never kept out by those who guess. */
    private Passage wrong(String sentence) {
        return refused(
                pace.mayBeTold()
                        ? Answer.error(401, sentence).with("WWW-Authenticate", "Bearer")
                        : Answer.error(429, "too many wrong codes or tokens").with("Retry-After", "1"));
    }

    private static Passage refused(Answer answer) {
        return Passage.refused(Pages.guarded(answer));
    }
}
