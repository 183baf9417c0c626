package io.stagedoor.core.use;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What is kept of who uses something. Immutable.
 *
 * @param state whether it is used
 * @param run of the server in which the user came
 * @param number random: no two notes are equal
 * @param at when the user came, or went, in milliseconds since 1970
 * @param network digest of what it is and of the network that the user came from
 * @param id of the user
 */
record Note(State state, long run, long number, long at, byte[] network, String id) {

    /** Whether something is used. */
    enum State {
        /** By nobody: who took it has given it back. */
        FREE,
        /** By a user that may be there. */
        HELD,
        /** By a user that has gone. */
        ENDED
    }

    private static final byte FORM = 1;
    /** So much of a digest is kept. */
    static final int DIGEST_BYTES = 16;

    byte[] toBytes() {
        byte[] text = id.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + 3 * Long.BYTES + DIGEST_BYTES + text.length)
                .put(FORM)
                .put((byte) state.ordinal())
                .putLong(run)
                .putLong(number)
                .putLong(at)
                .put(network, 0, DIGEST_BYTES)
                .put(text)
                .array();
    }

    /** What {@link #toBytes} wrote; empty for what another version wrote otherwise. */
    static Optional<Note> of(byte[] bytes) {
        try {
            ByteBuffer all = ByteBuffer.wrap(bytes);
            if (all.get() != FORM) {
                return Optional.empty();
            }
            State state = State.values()[all.get()];
            long run = all.getLong();
            long number = all.getLong();
            long at = all.getLong();
            byte[] network = new byte[DIGEST_BYTES];
            all.get(network);
            byte[] text = new byte[all.remaining()];
            all.get(text);
            return Optional.of(new Note(state, run, number, at, network, new String(text, StandardCharsets.UTF_8)));
        } catch (BufferUnderflowException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    Note with(State other, long time) {
        return new Note(other, run, number, time, network, id);
    }

    boolean isOf(User user, long ofRun) {
        return run == ofRun && id.equals(user.id());
    }

    boolean isFrom(byte[] digest) {
        return Arrays.equals(network, 0, DIGEST_BYTES, digest, 0, DIGEST_BYTES);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Note that && Arrays.equals(toBytes(), that.toBytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(toBytes());
    }

    /** Shows nothing of the user. */
    @Override
    public String toString() {
        return "Note[" + state + "]";
    }
}
