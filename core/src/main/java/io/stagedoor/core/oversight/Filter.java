package io.stagedoor.core.oversight;

import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.audit.AuditEvent;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which clients or lines are meant: those that everything here fits that is set. A name fits as the client sent it, and as the audit log shows it.
 *
 * @param id as {@code connection} in the audit log
 * @param subject who it is, or says that it is
 * @param application its name
 * @param stream its name; with a room before it, {@code room/stream}, only in that room
 * @param protocol as {@code protocol} in the audit log
 */
public record Filter(
        Optional<String> id,
        Optional<String> subject,
        Optional<String> application,
        Optional<String> stream,
        Optional<String> protocol) {

    /** The names by which {@link #of} finds them. */
    public static final String ID = "id";

    public static final String SUBJECT = "sub";
    public static final String APPLICATION = "app";
    public static final String STREAM = "stream";
    public static final String PROTOCOL = "protocol";

    /**
     * What is named: by {@link #ID}, {@link #SUBJECT}, {@link #APPLICATION}, {@link #STREAM}, {@link #PROTOCOL}.
     *
     * @throws IllegalArgumentException if the value of a name is empty: it names nobody, and would fit all who have no name; the message
     *     holds no value
     */
    public static Filter of(Map<String, String> named) {
        return new Filter(
                value(named, ID),
                value(named, SUBJECT),
                value(named, APPLICATION),
                value(named, STREAM),
                value(named, PROTOCOL));
    }

    private static Optional<String> value(Map<String, String> named, String name) {
        Optional<String> value = Optional.ofNullable(named.get(name));
        if (value.filter(String::isEmpty).isPresent()) {
            throw new IllegalArgumentException(name + " is empty: it names nobody. Leave it out to name everybody");
        }
        return value;
    }

    /** Whether it means everybody. */
    public boolean isEmpty() {
        return Stream.of(id, subject, application, stream, protocol).allMatch(Optional::isEmpty);
    }

    boolean fitsId(String other) {
        return fits(id, other);
    }

    boolean fitsSubject(String other) {
        return fits(subject, other);
    }

    boolean fitsApplication(String other) {
        return fits(application, other);
    }

    boolean fitsProtocol(String other) {
        return protocol.map(wanted -> wanted.equalsIgnoreCase(other)).orElse(true);
    }

    boolean fitsStreams(Collection<StreamPath> others) {
        return stream.isEmpty() || others.stream().anyMatch(path -> fitsStream(path.room(), path.stream()));
    }

    private boolean fitsStream(String room, String name) {
        return fits(stream, name) || !room.isEmpty() && fits(stream, room + "/" + name);
    }

    /** For one line of many: its names are written already, and are not written once more to compare them. */
    boolean fitsLine(AuditEvent line) {
        return isWanted(id, line.connection())
                && (isWanted(subject, line.subject()) || isWanted(subject, line.claimed()))
                && isWanted(application, line.application())
                && fitsProtocol(line.protocol())
                && (isWanted(stream, line.stream())
                        || !line.room().isEmpty() && isWanted(stream, line.room() + "/" + line.stream()));
    }

    private static boolean isWanted(Optional<String> wanted, String written) {
        return wanted.isEmpty() || wanted.get().equals(written);
    }

    private static boolean fits(Optional<String> wanted, String other) {
        return wanted.map(name -> name.equals(other) || !other.isEmpty() && name.equals(AuditEvent.written(other)))
                .orElse(true);
    }

    /** What is set, for the audit log: {@code sub=ann app=live}. */
    String shown() {
        return Stream.of(
                        shown(ID, id),
                        shown(SUBJECT, subject),
                        shown(APPLICATION, application),
                        shown(STREAM, stream),
                        shown(PROTOCOL, protocol))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private static String shown(String name, Optional<String> value) {
        return value.map(text -> name + "=" + AuditEvent.written(text)).orElse("");
    }
}
