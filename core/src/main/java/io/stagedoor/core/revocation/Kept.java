package io.stagedoor.core.revocation;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * A revocation as it is kept. Immutable.
 *
 * @param by who says that he ordered it, and the way by which the order came; for operators
 * @param since when it was ordered last
 */
public record Kept(Revocation revocation, String by, Instant since) {

    private static final int FORMAT = 1;
    private static final long NEVER = Long.MAX_VALUE;
    private static final int MOST_BY = 64;

    /** Bounds the name. */
    public Kept {
        by = by.length() > MOST_BY ? by.substring(0, MOST_BY) : by;
    }

    /** As of {@link Revocation#id}. */
    public String id() {
        return revocation.id();
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeByte(revocation.mark().code());
            out.writeBoolean(revocation.issuer().isPresent());
            out.writeUTF(revocation.issuer().orElse(""));
            out.writeUTF(revocation.value());
            out.writeLong(revocation.issuedSecond());
            out.writeLong(revocation.untilSecond());
            out.writeUTF(by);
            out.writeLong(since.getEpochSecond());
        } catch (IOException e) { // of an array
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Instant time(long seconds) {
        return seconds == NEVER ? Instant.MAX : Instant.ofEpochSecond(seconds);
    }

    /** What {@link #bytes} wrote; empty for what this version cannot read. */
    static Optional<Kept> of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != FORMAT) {
                return Optional.empty();
            }
            Optional<Mark> mark = Mark.of(in.readByte());
            if (mark.isEmpty()) {
                return Optional.empty();
            }
            boolean scoped = in.readBoolean();
            String issuer = in.readUTF();
            String value = in.readUTF();
            Revocation revocation = new Revocation(
                    mark.get(),
                    scoped ? Optional.of(issuer) : Optional.empty(),
                    value,
                    time(in.readLong()),
                    time(in.readLong()));
            Kept kept = new Kept(revocation, in.readUTF(), time(in.readLong()));
            return in.available() > 0 ? Optional.empty() : Optional.of(kept);
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Shows nobody who is meant. */
    @Override
    public String toString() {
        return "Kept[" + revocation + "]";
    }
}
