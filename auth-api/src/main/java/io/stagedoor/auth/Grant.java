package io.stagedoor.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The permissions of a connected client. A grant is pure data, and can be written as JDK types ({@link #toMap}), so
 * it survives an update of the bundle that made it.
 * A new restriction of a later version is a new format of that map: an older version refuses it.
 */
public final class Grant {

    /**
     * Attribute of a grant whose subject is only claimed by the client, and not proven yet. Its value has no meaning. The audit log writes such a name as {@code claimed}, and the application does not see it as
     * {@code sub}. A later {@link Decision.Allow} whose grant lacks this attribute proves the subject.
     *
     * @since 1.2
     */
    public static final String UNPROVEN = "unproven";

    /** The checks of {@link #decide}, as {@link ConnectRequest#held} names them. */
    private static final String ROLE = "role";

    private static final String TRANSPORT = "transport";
    private static final String ROOM = "room";
    private static final String STREAM = "stream";

    /** A version that does not know of what is added to it refuses the holder of such a grant. */
    private static final int FORMAT = 1;

    private static final int ENDING = 1;
    private static final int RECHECKED = 2;
    private static final int LIMITED_USE = 4;
    private static final int ONE_STREAM = 8;

    /** The bounds of {@link Builder#recheckAfter}. */
    private static final Duration SOONEST_RECHECK = Duration.ofSeconds(1);

    private static final Duration LATEST_RECHECK = Duration.ofDays(1);

    /** The names of each set of constants that was written: the same list for all grants. */
    private static final Map<Set<?>, List<String>> NAMES = new ConcurrentHashMap<>();

    private final String subject;
    private final Set<Action> actions;
    private final Set<Transport> transports;
    private final Optional<Set<String>> rooms;
    private final Optional<Instant> expiresAt;
    private final Map<String, String> attributes;
    private final boolean keepsCredentials;
    private final Holder holder;
    private final Optional<Instant> endsAt;
    private final Optional<Duration> recheckAfter;
    private final Optional<TokenUse> use;
    private final Optional<String> stream;

    private Grant(Builder builder) {
        subject = builder.subject;
        actions = builder.actions;
        transports = builder.transports;
        rooms = builder.rooms;
        expiresAt = builder.expiresAt;
        attributes = builder.attributes;
        keepsCredentials = builder.keepsCredentials;
        holder = builder.holder;
        endsAt = builder.endsAt;
        recheckAfter = builder.recheckAfter;
        use = builder.use;
        stream = builder.stream;
    }

    /**
     * A builder of a grant without actions and transports, in any room, as long as the connection lasts.
     *
     * @param subject the identity of the client; empty if unknown
     * @since 2.0
     */
    public static Builder builder(String subject) {
        return new Builder(subject);
    }

    /**
     * A grant of everything, by any transport and in any room, for as long as the connection lasts.
     *
     * @param subject who the client is; may be empty
     */
    public static Grant everything(String subject) {
        return builder(subject)
                .actions(EnumSet.allOf(Action.class))
                .transports(EnumSet.allOf(Transport.class))
                .build();
    }

    /**
     * A builder that starts with all values of this grant.
     *
     * @since 2.0
     */
    public Builder toBuilder() {
        Builder builder = new Builder(subject)
                .actions(actions)
                .transports(transports)
                .attributes(attributes)
                .keepsCredentials(keepsCredentials)
                .holder(holder);
        builder.rooms = rooms;
        builder.expiresAt = expiresAt;
        builder.endsAt = endsAt;
        builder.recheckAfter = recheckAfter;
        builder.use = use;
        builder.stream = stream;
        return builder;
    }

    /**
     * The identity of the client, for logs and applications; empty if unknown; only claimed, if the attribute {@link #UNPROVEN}
     * is set.
     */
    public String subject() {
        return subject;
    }

    /**
     * The allowed actions; empty for a client that may only connect.
     *
     * @return unmodifiable
     */
    public Set<Action> actions() {
        return actions;
    }

    /**
     * The allowed transports; empty for none.
     *
     * @return unmodifiable
     */
    public Set<Transport> transports() {
        return transports;
    }

    /**
     * The rooms it may use, each as {@link StreamPath#room()} writes it; {@code Optional.empty()} for any, and for streams
     * directly under the application.
     *
     * @return unmodifiable
     */
    public Optional<Set<String>> rooms() {
        return rooms;
    }

    /**
     * The end of the time in which the client may start new streams; {@code Optional.empty()} for as long as the connection
     * lasts.
     */
    public Optional<Instant> expiresAt() {
        return expiresAt;
    }

    /**
     * Further facts on the client for the application, by name, for example {@code name}.
     *
     * @return unmodifiable
     */
    public Map<String, String> attributes() {
        return attributes;
    }

    /**
     * Whether the provider needs the client's credentials again when it asks for a stream. They are then kept in memory as long
     * as the connection lasts.
     */
    public boolean keepsCredentials() {
        return keepsCredentials;
    }

    /**
     * The identity that the grant was given to, and its proof. Clients, applications and logs never see it.
     *
     * @since 2.0
     */
    public Holder holder() {
        return holder;
    }

    /**
     * The end of all that was granted: Stagedoor then ends the streams, the responses and the connection of the client; {@code Optional.empty()} for no end.
     *
     * @since 2.0
     */
    public Optional<Instant> endsAt() {
        return endsAt;
    }

    /**
     * This grant with no later end than the given one.
     *
     * @param end empty for no end
     * @since 2.0
     */
    public Grant endingBy(Optional<Instant> end) {
        boolean earlier = end.isPresent() && (endsAt.isEmpty() || end.get().isBefore(endsAt.get()));
        return earlier ? toBuilder().endsAt(end.get()).build() : this;
    }

    /**
     * After which time Stagedoor is to ask again whether the client may stay, from 1 second to 1 day; {@code Optional.empty()} for when the configuration of the
     * application says. The time counts from the answer that has this grant. Stagedoor then keeps the client's credentials in memory as long as it is in.
     *
     * @since 2.0
     */
    public Optional<Duration> recheckAfter() {
        return recheckAfter;
    }

    /**
     * This grant with another time to ask again.
     *
     * @param time as of {@link #recheckAfter}
     * @throws IllegalArgumentException if the time is out of range
     * @since 2.0
     */
    public Grant recheckedAfter(Optional<Duration> time) {
        if (time.equals(recheckAfter)) {
            return this;
        }
        Builder builder = toBuilder();
        builder.recheckAfter = Optional.empty();
        time.ifPresent(builder::recheckAfter);
        return builder.build();
    }

    /**
     * How often what the client has shown may be used; empty for as often as it likes. Stagedoor enforces it when a stream begins: by the first
     * publish or play of a client, which is then the one that uses it.
     *
     * @since 2.0
     */
    public Optional<TokenUse> use() {
        return use;
    }

    /**
     * The only stream, or shared object, that it is for: its room and its name joined by {@code /}, or its name if it lies directly under the
     * application; empty for any that the rest of the grant covers.
     *
     * @since 2.0
     */
    public Optional<String> stream() {
        return stream;
    }

    /**
     * Whether the stream of the path is one that this grant is for. It says nothing of the room, see {@link #coversRoom}.
     *
     * @param path of a stream or shared object
     * @since 2.0
     */
    public boolean coversStream(StreamPath path) {
        return stream.isEmpty() || isAt(stream.get(), path);
    }

    /** Without a text in between: it is asked for each stream. */
    private static boolean isAt(String name, StreamPath path) {
        int room = path.room().length();
        return room == 0
                ? name.equals(path.stream())
                : name.length() == room + 1 + path.stream().length()
                        && name.charAt(room) == '/'
                        && name.startsWith(path.room())
                        && name.endsWith(path.stream());
    }

    /**
     * Whether the holder has proven to be the subject.
     *
     * @since 1.2
     */
    public boolean isProven() {
        return !attributes.containsKey(UNPROVEN);
    }

    /**
     * This grant, of a holder that has proven to be the subject.
     *
     * @since 1.2
     */
    public Grant proven() {
        if (isProven()) {
            return this;
        }
        Map<String, String> others = new HashMap<>(attributes);
        others.remove(UNPROVEN);
        return toBuilder().attributes(others).build();
    }

    /**
     * Whether this grant lets its holder connect: by this protocol, and to this room. At the level of the application
     * the room is not checked yet, because publish and play name it. A grant that has {@linkplain #endsAt ended} by the system's clock lets nobody connect.
     *
     * @param request the request of the holder
     * @return {@link Decision.Allow} with this grant, or {@link Decision.Deny}, which names no subject
     * @since 1.2
     */
    public Decision decide(ConnectRequest request) {
        if (!holdsAny(request.protocol().transports())) {
            return new Decision.Deny(Reason.TRANSPORT_NOT_ALLOWED, Limits.transport(this, request.protocol()));
        }
        request.held(TRANSPORT);
        StreamPath path = request.path();
        if (!(path.room().isEmpty() && path.stream().isEmpty())) {
            if (!coversRoom(path)) {
                return new Decision.Deny(Reason.ROOM_NOT_ALLOWED, Limits.room(this));
            }
            request.held(ROOM);
        }
        if (stream.isPresent() && !path.stream().isEmpty()) {
            if (!coversStream(path)) {
                return new Decision.Deny(Reason.STREAM_NOT_ALLOWED, Limits.stream(this));
            }
            request.held(STREAM);
        }
        return endsAt.isPresent() && isReached(endsAt.get(), Instant.now())
                ? over(endsAt.get())
                : new Decision.Allow(this);
    }

    /**
     * Whether this grant lets its holder do what the request asks for: the role, then the transport, the room, and the
     * expiry and the end by the system's clock. {@link #expiresAt} does not end a stream that runs: it does not count for a request of the purpose
     * {@link Purpose#RECHECK}.
     *
     * @param request what the holder wants to do
     * @return {@link Decision.Allow} with this grant, or {@link Decision.Deny}
     */
    public Decision decide(StreamRequest request) {
        return decide(request, expiresAt.isPresent() || endsAt.isPresent() ? Instant.now() : Instant.EPOCH);
    }

    /**
     * As {@link #decide(StreamRequest)}, at a given time.
     *
     * @param request what the holder wants to do
     * @param now the time to measure {@link #expiresAt()} and {@link #endsAt()} by
     * @return {@link Decision.Allow} with this grant, or {@link Decision.Deny}
     */
    public Decision decide(StreamRequest request, Instant now) {
        Action action = request.action();
        boolean reads = action == Action.SHARE && request.mode().equals(StreamRequest.CONNECT);
        if (reads ? actions.isEmpty() : !actions.contains(action)) {
            return new Decision.Deny(Reason.ROLE_NOT_ALLOWED, Limits.role(this));
        }
        request.connect().held(ROLE);
        if (!holdsAny(request.connect().protocol().transports(action))) {
            return new Decision.Deny(
                    Reason.TRANSPORT_NOT_ALLOWED,
                    Limits.transport(this, request.connect().protocol()));
        }
        request.connect().held(TRANSPORT);
        if (!coversRoom(request.path())) {
            return new Decision.Deny(Reason.ROOM_NOT_ALLOWED, Limits.room(this));
        }
        request.connect().held(ROOM);
        if (stream.isPresent()) {
            if (!coversStream(request.path())) {
                return new Decision.Deny(Reason.STREAM_NOT_ALLOWED, Limits.stream(this));
            }
            request.connect().held(STREAM);
        }
        boolean begins = request.connect().purpose() != Purpose.RECHECK;
        if (begins && expiresAt.isPresent() && isReached(expiresAt.get(), now)) {
            return over(expiresAt.get());
        }
        return endsAt.isPresent() && isReached(endsAt.get(), now) ? over(endsAt.get()) : new Decision.Allow(this);
    }

    private static boolean isReached(Instant end, Instant now) {
        return !now.isBefore(end);
    }

    private static Decision over(Instant end) {
        return new Decision.Deny(Reason.GRANT_EXPIRED, "since " + end);
    }

    /**
     * Whether one of the transports is in this grant.
     *
     * @param wanted not empty
     */
    public boolean holdsAny(Set<Transport> wanted) {
        for (Transport transport : wanted) {
            if (transports.contains(transport)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the room of the path is in this grant: the whole room, so {@code a} does not cover {@code a/b}. A grant with rooms
     * does not cover what lies directly under the application.
     *
     * @param path any path
     */
    public boolean coversRoom(StreamPath path) {
        return rooms.isEmpty() || rooms.get().contains(path.room());
    }

    /**
     * This grant as JDK types only: strings, numbers, booleans, an {@link Instant}, lists and maps of them.
     *
     * @return unmodifiable; {@link #of} makes the same grant of it
     */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(
                "format",
                FORMAT
                        + (endsAt.isPresent() ? ENDING : 0)
                        + (recheckAfter.isPresent() ? RECHECKED : 0)
                        + (use.isPresent() ? LIMITED_USE : 0)
                        + (stream.isPresent() ? ONE_STREAM : 0));
        map.put("subject", subject);
        map.put("actions", names(actions));
        map.put("transports", names(transports));
        rooms.ifPresent(set -> map.put("rooms", List.copyOf(set)));
        expiresAt.ifPresent(instant -> map.put("expiresAt", instant));
        map.put("attributes", attributes);
        map.put("keepsCredentials", keepsCredentials);
        if (!holder.equals(Holder.UNKNOWN)) {
            map.put("holder", holder.toList());
        }
        endsAt.ifPresent(instant -> map.put("endsAt", instant));
        recheckAfter.ifPresent(time -> map.put("recheckAfter", time.toMillis()));
        use.ifPresent(limited -> map.put("use", limited.toList()));
        stream.ifPresent(name -> map.put(STREAM, name));
        return Map.copyOf(map);
    }

    /**
     * The grant that {@link #toMap} wrote.
     *
     * @param map what it wrote, in this version or an earlier one
     * @throws IllegalArgumentException if the format is not known, or an entry is missing or of another type: the
     *     caller must refuse the holder of such a grant
     */
    public static Grant of(Map<String, ?> map) {
        int added = map.get("format") instanceof Integer format ? format - FORMAT : -1;
        if (added < 0 || added > ENDING + RECHECKED + LIMITED_USE + ONE_STREAM) {
            throw new IllegalArgumentException("grant of an unknown format: " + map.get("format"));
        }
        try {
            Builder builder = new Builder(entry(map, "subject", String.class))
                    .actions(texts(entry(map, "actions", Collection.class)).stream()
                            .map(Action::valueOf)
                            .collect(Collectors.toSet()))
                    .transports(texts(entry(map, "transports", Collection.class)).stream()
                            .map(Transport::valueOf)
                            .collect(Collectors.toSet()))
                    .attributes(attributes(entry(map, "attributes", Map.class)))
                    .keepsCredentials(entry(map, "keepsCredentials", Boolean.class));
            if (map.containsKey("rooms")) {
                builder.rooms(texts(entry(map, "rooms", Collection.class)));
            }
            if (map.containsKey("expiresAt")) {
                builder.expiresAt(entry(map, "expiresAt", Instant.class));
            }
            if (map.containsKey("holder")) {
                builder.holder(Holder.of(entry(map, "holder", List.class)));
            }
            if ((added & ENDING) != 0 || map.containsKey("endsAt")) {
                builder.endsAt(entry(map, "endsAt", Instant.class));
            }
            if ((added & RECHECKED) != 0 || map.containsKey("recheckAfter")) {
                builder.recheckAfter(Duration.ofMillis(entry(map, "recheckAfter", Long.class)));
            }
            if ((added & LIMITED_USE) != 0 || map.containsKey("use")) {
                builder.use(TokenUse.of(entry(map, "use", List.class)));
            }
            if ((added & ONE_STREAM) != 0 || map.containsKey(STREAM)) {
                builder.stream(entry(map, STREAM, String.class));
            }
            return builder.build();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("grant with a missing or wrong entry: " + e.getMessage(), e);
        }
    }

    private static List<String> names(Set<? extends Enum<?>> constants) {
        return NAMES.computeIfAbsent(constants, set -> namesOf(constants));
    }

    private static List<String> namesOf(Set<? extends Enum<?>> constants) {
        List<String> names = new ArrayList<>(constants.size());
        for (Enum<?> constant : constants) {
            names.add(constant.name());
        }
        return List.copyOf(names);
    }

    private static <T> T entry(Map<String, ?> map, String key, Class<T> type) {
        return type.cast(Objects.requireNonNull(map.get(key), key));
    }

    private static Set<String> texts(Collection<?> values) {
        return values.stream().map(String.class::cast).collect(Collectors.toUnmodifiableSet());
    }

    private static Map<String, String> attributes(Map<?, ?> map) {
        return map.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(e -> (String) e.getKey(), e -> (String) e.getValue()));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Grant that
                && subject.equals(that.subject)
                && actions.equals(that.actions)
                && transports.equals(that.transports)
                && rooms.equals(that.rooms)
                && expiresAt.equals(that.expiresAt)
                && attributes.equals(that.attributes)
                && keepsCredentials == that.keepsCredentials
                && holder.equals(that.holder)
                && endsAt.equals(that.endsAt)
                && recheckAfter.equals(that.recheckAfter)
                && use.equals(that.use)
                && stream.equals(that.stream);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                subject,
                actions,
                transports,
                rooms,
                expiresAt,
                attributes,
                keepsCredentials,
                holder,
                endsAt,
                recheckAfter,
                use,
                stream);
    }

    /** Shows nothing of the {@link #holder}. */
    @Override
    public String toString() {
        return "Grant[subject=" + subject + ", actions=" + actions + ", transports=" + transports + ", rooms=" + rooms
                + ", expiresAt=" + expiresAt + ", attributes=" + attributes + ", keepsCredentials=" + keepsCredentials
                + ", endsAt=" + endsAt + ", recheckAfter=" + recheckAfter
                + ", use=" + use + ", stream=" + stream + "]";
    }

    /**
     * Builds grants. Not thread-safe.
     *
     * @since 2.0
     */
    public static final class Builder {

        private final String subject;
        private Set<Action> actions = Set.of();
        private Set<Transport> transports = Set.of();
        private Optional<Set<String>> rooms = Optional.empty();
        private Optional<Instant> expiresAt = Optional.empty();
        private Map<String, String> attributes = Map.of();
        private boolean keepsCredentials;
        private Holder holder = Holder.UNKNOWN;
        private Optional<Instant> endsAt = Optional.empty();
        private Optional<Duration> recheckAfter = Optional.empty();
        private Optional<TokenUse> use = Optional.empty();
        private Optional<String> stream = Optional.empty();

        private Builder(String subject) {
            this.subject = Objects.requireNonNull(subject, "subject");
        }

        /** Sets the allowed actions, which are copied; empty for a client that may only connect. */
        public Builder actions(Set<Action> allowed) {
            actions = Set.copyOf(allowed);
            return this;
        }

        /** Sets the allowed transports, which are copied; empty for none. */
        public Builder transports(Set<Transport> allowed) {
            transports = Set.copyOf(allowed);
            return this;
        }

        /**
         * Limits the grant to these rooms, which are copied.
         *
         * @param allowed each as {@link StreamPath#room()} writes it; empty for no room at all
         */
        public Builder rooms(Set<String> allowed) {
            rooms = Optional.of(Set.copyOf(allowed));
            return this;
        }

        /** Sets the end of the time in which the client may start new streams. */
        public Builder expiresAt(Instant end) {
            expiresAt = Optional.of(end);
            return this;
        }

        /** Sets the further facts for the application, which are copied. They must hold no secret. */
        public Builder attributes(Map<String, String> facts) {
            attributes = Map.copyOf(facts);
            return this;
        }

        /** Sets whether the provider needs the client's credentials again, see {@link Grant#keepsCredentials}. */
        public Builder keepsCredentials(boolean keeps) {
            keepsCredentials = keeps;
            return this;
        }

        /** Sets the identity that the grant is given to, and its proof. */
        public Builder holder(Holder known) {
            holder = Objects.requireNonNull(known, "holder");
            return this;
        }

        /** Sets the end of all that is granted. */
        public Builder endsAt(Instant end) {
            endsAt = Optional.of(end);
            return this;
        }

        /**
         * Sets after which time Stagedoor is to ask again, see {@link Grant#recheckAfter}.
         *
         * @throws IllegalArgumentException if it is shorter than 1 second, or longer than 1 day
         */
        public Builder recheckAfter(Duration time) {
            if (time.compareTo(SOONEST_RECHECK) < 0 || time.compareTo(LATEST_RECHECK) > 0) {
                throw new IllegalArgumentException(
                        "recheckAfter: " + time + " is shorter than 1 second, or longer than 1 day");
            }
            recheckAfter = Optional.of(time);
            return this;
        }

        /** Limits how often what the client has shown may be used, see {@link Grant#use}. */
        public Builder use(TokenUse limited) {
            use = Optional.of(limited);
            return this;
        }

        /**
         * Limits the grant to one stream, see {@link Grant#stream}.
         *
         * @throws IllegalArgumentException if it is empty
         */
        public Builder stream(String name) {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("the name of the stream is empty");
            }
            stream = Optional.of(name);
            return this;
        }

        /** The grant. */
        public Grant build() {
            return new Grant(this);
        }
    }
}
