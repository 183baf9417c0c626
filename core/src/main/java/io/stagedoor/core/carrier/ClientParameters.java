package io.stagedoor.core.carrier;

import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Reason;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a client, collected from one or more carriers into one form. One of {@code username},
 * {@code password}, {@code token} and of what a member of the cluster sends twice with different values is an ambiguity; of other
 * parameters the first counts. A browser sends a site's cookies unasked, so they only fill in what the client leaves open: they do not
 * count beside a token, or beside a user name with a password, from any other carrier. Used by one thread.
 */
public final class ClientParameters {

    /** What all carriers of one client may hold together, in characters: longer than any client sends. */
    public static final int MAX_LENGTH = 32 * 1024;

    static final String USERNAME = "username";
    static final String PASSWORD = "password";
    static final String TOKEN = "token";

    /** What a member of the cluster proves itself with. */
    static final String CLUSTER_SECRET = "clusterSecret";

    /** The same, by the name that Red5 Pro's restreamers give it; and what tells that it is one of them. */
    static final String RESTREAMER = "restreamer";

    static final String RESTREAMER_NAME = "cluster-restreamer-name";

    /** The parameters that are credentials. */
    static final Set<String> CREDENTIALS = Set.of(USERNAME, PASSWORD, TOKEN);

    /** The parameters that are told apart from all others. */
    private static final Set<String> NAMED =
            Set.of(USERNAME, PASSWORD, TOKEN, CLUSTER_SECRET, RESTREAMER, RESTREAMER_NAME);

    private static final int MAX_OTHER = 64;

    /** A value, and where it stood first. */
    private record Sent(String value, String carrier) {}

    private final Map<String, Sent> named = new HashMap<>();
    private final Map<String, Sent> cookies = new HashMap<>();
    private final Map<String, String> others = new LinkedHashMap<>();
    private final Map<String, String> conflicts = new LinkedHashMap<>();
    private final Map<String, String> cookieConflicts = new LinkedHashMap<>();
    private String carrier = "";
    private long length;

    /**
     * What is added from now on stands in another carrier.
     *
     * @param name as the audit log names it; a constant, nothing that a client sends
     */
    public ClientParameters from(String name) {
        carrier = name;
        return this;
    }

    /** Adds a parameter. A blank value, or {@code undefined}, is none. */
    public void add(String name, @Nullable String value) {
        if (value == null || isNothing(value)) {
            return;
        }
        if (NAMED.contains(name)) {
            add(name, value, named, conflicts);
        } else if (others.size() < MAX_OTHER) {
            others.putIfAbsent(name, value);
        }
    }

    /** Adds one of the credentials from a cookie. */
    void addCookie(String name, @Nullable String value) {
        if (value != null && !isNothing(value)) {
            add(name, value, cookies, cookieConflicts);
        }
    }

    private static boolean isNothing(String value) {
        return value.isBlank() || value.equals("undefined");
    }

    private void add(String name, String value, Map<String, Sent> into, Map<String, String> contradicted) {
        Sent before = into.putIfAbsent(name, new Sent(value, carrier));
        if (before != null && !before.value().equals(value)) {
            contradicted.putIfAbsent(name, between(before.carrier(), carrier));
        }
    }

    private static String between(String first, String second) {
        return first.equals(second) ? "twice in the " + first : "in the " + first + " and in the " + second;
    }

    /** Whether cookies have nothing to fill in. */
    private boolean isComplete() {
        return named.containsKey(TOKEN) || named.containsKey(USERNAME) && named.containsKey(PASSWORD);
    }

    private @Nullable String credential(String name) {
        Sent sent = named.get(name);
        if (sent == null && !isComplete()) {
            sent = cookies.get(name);
        }
        return sent == null ? null : sent.value();
    }

    /** Which parameters have two values, and where; those of cookies only as far as the cookies count. */
    private Map<String, String> contradictions() {
        if (cookieConflicts.isEmpty() || isComplete()) {
            return conflicts;
        }
        Map<String, String> all = new LinkedHashMap<>(conflicts);
        cookieConflicts.forEach((name, where) -> {
            if (!named.containsKey(name)) {
                all.put(name, where);
            }
        });
        return all;
    }

    /**
     * Counts what a carrier holds.
     *
     * @param limit of this carrier
     * @return whether it is to be looked at: {@code false} for what is too long, or empty
     */
    boolean takes(String raw, int limit) {
        if (raw.isEmpty()) {
            return false;
        }
        length += raw.length() > limit ? MAX_LENGTH + 1 : raw.length();
        return length <= MAX_LENGTH;
    }

    public boolean takes(String raw) {
        return takes(raw, MAX_LENGTH);
    }

    /** Why nobody can be asked about this client, if that is so. */
    public Optional<Reason> refusal() {
        if (length > MAX_LENGTH) {
            return Optional.of(Reason.TOKEN_TOO_LARGE);
        }
        return contradictions().isEmpty() ? Optional.empty() : Optional.of(Reason.AMBIGUOUS_CREDENTIALS);
    }

    /** What is wrong, for the audit log: names parameters and carriers, and shows no value; empty where there is no refusal. */
    public String flaw() {
        if (length > MAX_LENGTH) {
            return "the client sent more than " + MAX_LENGTH + " characters of credentials and parameters";
        }
        return contradictions().entrySet().stream()
                .map(conflict -> conflict.getKey() + " has two values, " + conflict.getValue())
                .collect(Collectors.joining("; "));
    }

    /** What the client proves itself with. */
    public Credentials credentials() {
        return Credentials.of(credential(USERNAME), credential(PASSWORD), credential(TOKEN));
    }

    /** What the client says to be a member of the cluster by; empty for a client that does not say so. */
    public Optional<String> clusterSecret() {
        Sent restreamer = named.containsKey(RESTREAMER_NAME) ? named.get(RESTREAMER) : null;
        return Optional.ofNullable(named.getOrDefault(CLUSTER_SECRET, restreamer))
                .map(Sent::value);
    }

    /** Whether a parameter is one that is not handed on as it is, but looked at here. */
    public static boolean isNamed(String name) {
        return NAMED.contains(name);
    }

    /** Whether the client has said exactly this already. */
    public boolean says(String name, String value) {
        return named.containsKey(name) && value.equals(named.get(name).value());
    }

    /** The other parameters, by name. */
    public Map<String, String> others() {
        return others;
    }

    /** Shows nothing that a client sent. */
    @Override
    public String toString() {
        return "ClientParameters[" + credentials() + ", " + others.size() + " others]";
    }
}
