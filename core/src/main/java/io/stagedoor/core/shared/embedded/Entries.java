package io.stagedoor.core.shared.embedded;

import io.stagedoor.auth.support.file.OwnerOnly;
import io.stagedoor.core.shared.SharedStateException;
import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.Page;
import org.h2.mvstore.SingleFileStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims and values in a file of MVStore. What is changed is seen at once, and is on the disk when {@link #commit} returns. After an exception of a
 * method that changes something, or of {@code commit}, this is of no use any more: close it and open the file again. For one thread; {@link #each}
 * may be called by another one.
 */
final class Entries implements AutoCloseable {

    /** The name of the file. */
    static final String FILE = "shared.mv";
    /** The name of its {@link Mark}. */
    static final String MARK = "shared.mark";

    /** The most entries; what a start and the memory take with so many was measured (docs/adr/0069). */
    static final long MOST_ENTRIES = 1_000_000;
    /** The most bytes of keys and values. */
    static final long MOST_BYTES = 512L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Entries.class);
    private static final byte[] TALLY = {'t'};
    private static final int CACHE_MIB = 8;
    /** A chunk with less in it than this is written anew, in percent. */
    private static final int FULL_ENOUGH = 50;

    private static final int COMPACTED_AT_ONCE = 1 << 20;
    /** After much work, it goes on for so many seconds. */
    private static final int MOST_COMPACTIONS = 120;

    private final Ages ages;
    private final MVStore store;
    private final MVMap<byte[], byte[]> entries;
    private final MVMap<byte[], byte[]> tallies;
    private final Mark mark;
    private final long most;
    private Tally tally = new Tally();
    private boolean changed;
    /** How often space may still be freed. */
    private int compactions;

    private byte @Nullable [] swept;

    /** The file and its mark, and what tells each from another of the same name. */
    private final List<Path> files;

    private final List<Optional<Object>> keys;

    /** What the file is written and read with. */
    @FunctionalInterface
    interface Disk {
        SingleFileStore store();
    }

    /** The file cannot be used. The message is for operators, and names it. */
    static final class Unusable extends Exception {

        private static final long serialVersionUID = 1;

        private final boolean lasting;

        Unusable(String why, boolean lasting, @Nullable Throwable cause) {
            super(why, cause);
            this.lasting = lasting;
        }

        /** Whether it stays so until somebody changes a file. */
        boolean isLasting() {
            return lasting;
        }
    }

    private Entries(Path file, Ages ages, MVStore store, Mark mark, long most) throws IOException {
        this.files = List.of(file, file.resolveSibling(MARK));
        this.keys = List.of(key(files.get(0)), key(files.get(1)));
        this.ages = ages;
        this.store = store;
        this.mark = mark;
        this.most = most;
        MVMap.Builder<byte[], byte[]> map = new MVMap.Builder<byte[], byte[]>()
                .keyType(ByteArrayDataType.INSTANCE)
                .valueType(ByteArrayDataType.INSTANCE);
        this.entries = store.openMap("entries", map);
        this.tallies = store.openMap("tally", map);
    }

    /**
     * Opens the file, and reads all of it: if one entry is not as it was written, none is used. Makes a new one where there is none.
     *
     * @param most how many entries it may have
     * @throws Unusable if it is not whole, somebody else has it open, or it cannot be read or written; it is as it was then
     */
    static Entries open(Path folder, Ages ages, Disk disk, long most) throws Unusable {
        Path file = folder.resolve(FILE);
        try {
            return opened(folder, ages, disk, most);
        } catch (IOException e) {
            throw new Unusable(
                    file + " cannot be used: " + Trouble.of(e) + "; let Red5's user read and write there", false, e);
        } catch (MVStoreException e) {
            throw unusable(file, e);
        } catch (RuntimeException
                | StackOverflowError
                | OutOfMemoryError e) { // what MVStore makes of bytes that it did not write
            throw broken(file, "it cannot be read", e);
        }
    }

    private static Unusable unusable(Path file, MVStoreException e) {
        if (e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
            return inUse(file, e);
        }
        IOException disk = Trouble.within(e);
        return disk == null
                ? broken(file, "it cannot be read", e)
                : new Unusable(file + " cannot be used: " + Trouble.of(disk), false, e);
    }

    private static Unusable inUse(Path file, RuntimeException cause) {
        return new Unusable(
                file
                        + " is in use by another server, or by a core that is still stopping: stop it; each server has its own",
                false,
                cause);
    }

    private static Unusable broken(Path file, String why, @Nullable Throwable cause) {
        return new Unusable(
                file + " is damaged: " + why
                        + ". What was revoked or used up is not known, so it is not used. Put it and " + MARK
                        + " back from a copy, or remove both to begin with nothing, and revoke again",
                true,
                cause);
    }

    private static Entries opened(Path folder, Ages ages, Disk disk, long most) throws IOException, Unusable {
        Path file = folder.resolve(FILE);
        OwnerOnly.createFolder(folder);
        restrict(folder, "rwx------");
        boolean there = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        if (there && !Files.isRegularFile(file)) {
            throw new Unusable(file + " is no regular file: remove it", true, null);
        }
        Mark mark = mark(folder, there ? Mark.UNKNOWN : 0);
        boolean done = false;
        try {
            prepare(file, there, mark.answered());
            restrict(file, "rw-------");
            restrict(folder.resolve(MARK), "rw-------");
            Entries entries = opened(file, ages, disk, mark, most);
            done = true;
            return entries;
        } finally {
            if (!done) {
                mark.close();
            }
        }
    }

    /** Whoever puts a copy back may have left it to others. */
    private static void restrict(Path path, String permissions) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }

    private static Mark mark(Path folder, long answered) throws IOException, Unusable {
        Path file = folder.resolve(MARK);
        try {
            return Mark.open(file, answered);
        } catch (IllegalArgumentException e) {
            throw broken(folder.resolve(FILE), "its mark " + file + " " + e.getMessage(), e);
        } catch (OverlappingFileLockException e) {
            throw inUse(folder.resolve(FILE), e);
        }
    }

    /** Makes the file, if nothing was ever answered by one. Who has the mark has the file. */
    private static void prepare(Path file, boolean there, long answered) throws IOException, Unusable {
        if (answered == 0) {
            // What may be there is of a server that was killed while it made the file.
            Files.deleteIfExists(file);
            OwnerOnly.createFile(file);
        } else if (!there) {
            throw broken(file, "it is not there, but its mark " + MARK + " is", null);
        } else if (Files.size(file) == 0) {
            throw broken(file, "it is empty", null);
        }
    }

    private static Entries opened(Path file, Ages ages, Disk disk, Mark mark, long most) throws IOException, Unusable {
        SingleFileStore raw = disk.store();
        MVStore store = null;
        boolean done = false;
        try {
            raw.open(file.toString(), false, null);
            if (raw.isReadOnly()) {
                throw new IOException("it cannot be written");
            }
            store = new MVStore.Builder()
                    .adoptFileStore(raw)
                    .autoCommitDisabled()
                    .autoCommitBufferSize(0)
                    .cacheSize(CACHE_MIB)
                    .open();
            // All is synced before the next commit begins: no chunk waits for the disk.
            store.setRetentionTime(0);
            Entries entries = new Entries(file, ages, store, mark, most);
            entries.begin(file, mark.answered());
            done = true;
            return entries;
        } finally {
            if (!done) {
                letGo(raw, store);
            }
        }
    }

    private static void letGo(SingleFileStore raw, @Nullable MVStore store) {
        try {
            if (store != null) {
                store.closeImmediately();
            } else {
                raw.close();
            }
        } catch (RuntimeException e) {
            LOG.debug("What cannot be used could not be closed.", e);
        }
    }

    private void begin(Path file, long answered) throws IOException, Unusable {
        byte[] kept = tallies.get(TALLY);
        if (kept != null) {
            verify(file, kept, answered);
        } else if (answered != 0) {
            throw broken(file, "it has no tally", null);
        }
        if (answered == Mark.UNKNOWN) {
            LOG.warn(
                    "{} had no {} beside it: whether its end is missing is not known. What is in it is used; it was written {} times.",
                    file,
                    MARK,
                    tally.commits);
        } else if (answered == 0) {
            LOG.info("{} is new: nobody is revoked, no token is used up.", file);
        }
        if (answered <= 0) {
            commit();
        }
    }

    private void verify(Path file, byte[] kept, long answered) throws Unusable {
        try {
            tally = Tally.of(kept);
        } catch (IllegalArgumentException e) {
            throw broken(file, String.valueOf(e.getMessage()), e);
        }
        if (tally.commits < answered) {
            throw broken(
                    file, "its end is missing, " + (answered - tally.commits) + " of " + answered + " commits", null);
        }
        Tally counted = new Tally();
        if (!isWhole(entries.getRootPage(), null, null, counted)) {
            throw broken(file, "an entry is not as it was written", null);
        }
        if (!tally.fits(counted)) {
            throw broken(file, "it has " + counted.entries + " entries instead of " + tally.entries, null);
        }
        ages.goOn(tally.run);
    }

    /** Walks through all, and sees whether a look would find each: MVStore has no check over the content of a page. */
    private static boolean isWhole(
            Page<byte[], byte[]> page, byte @Nullable [] from, byte @Nullable [] below, Tally counted) {
        byte[] last = null;
        for (int i = 0; i < page.getKeyCount(); i++) {
            byte[] key = page.getKey(i);
            boolean inOrder = last == null
                    ? from == null || Arrays.compareUnsigned(from, key) <= 0
                    : Arrays.compareUnsigned(last, key) < 0;
            if (!inOrder || below != null && Arrays.compareUnsigned(key, below) >= 0) {
                return false;
            }
            if (page.isLeaf()) {
                if (!Entry.isWhole(key, page.getValue(i))) {
                    return false;
                }
                counted.add(key, page.getValue(i));
            } else if (!isWhole(page.getChildPage(i), last == null ? from : last, key, counted)) {
                return false;
            }
            last = key;
        }
        return page.isLeaf()
                || isWhole(page.getChildPage(page.getKeyCount()), last == null ? from : last, below, counted);
    }

    /** What tells a file from every other, also of the same name; empty where the system has nothing of the kind. */
    private static Optional<Object> key(Path file) throws IOException {
        return Optional.ofNullable(
                Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    }

    /** Whether the files that are open still have their names: as far as the system can tell. */
    boolean isInPlace() {
        try {
            return keys.equals(List.of(key(files.get(0)), key(files.get(1))));
        } catch (IOException e) {
            return false;
        }
    }

    /** How many entries there are, those that have ended and were not yet swept included. */
    long size() {
        return tally.entries;
    }

    boolean claim(byte[] key, Duration time) throws SharedStateException {
        return claim(key, Optional.empty(), new byte[0], time).isEmpty();
    }

    /** Changes the note of a claim if it is as expected; the note that was there before. */
    Optional<byte[]> claim(byte[] key, Optional<byte[]> expected, byte[] note, Duration time)
            throws SharedStateException {
        Optional<byte[]> there = claimed(key);
        boolean fits = there.isPresent() == expected.isPresent()
                && (there.isEmpty() || Arrays.equals(there.get(), expected.orElseThrow()));
        if (fits) {
            put(key, entries.get(key), Entry.of(key, ages.in(time), note));
        }
        return there;
    }

    /** The note of a claim; empty if there is none. */
    Optional<byte[]> claimed(byte[] key) {
        byte[] there = entries.get(key);
        return there == null || ages.isOver(end(key, there)) ? Optional.empty() : Optional.of(Entry.value(there));
    }

    void put(byte[] key, Duration time, byte[] value) throws SharedStateException {
        put(key, entries.get(key), Entry.of(key, ages.in(time), value));
    }

    private void put(byte[] key, byte @Nullable [] there, byte[] entry) throws SharedStateException {
        if (there == null) {
            requireRoom(key, entry);
        }
        entries.put(key, entry);
        if (there != null) {
            tally.remove(key, there);
        }
        tally.add(key, entry);
        changed = true;
    }

    private void requireRoom(byte[] key, byte[] entry) throws SharedStateException {
        // The last tenth is for values, which are revocations and blocks: whoever spends tokens keeps nobody from being
        // revoked.
        if (Entry.isClaim(key) && tally.claims >= most / 10 * 9) {
            throw new SharedStateException("the store is full: it has " + tally.claims
                    + " used tokens, the most that it keeps; give tokens that are used once a shorter life");
        }
        if (tally.entries >= most) {
            throw new SharedStateException(
                    "the store is full: it has " + tally.entries
                            + " entries, the most that it keeps; take revocations out that are not needed any more (stagedoor revoke --remove ID)");
        }
        if (tally.bytes + key.length + entry.length > MOST_BYTES) {
            throw new SharedStateException(
                    "the store is full: it has " + tally.bytes + " bytes, the most that it keeps");
        }
    }

    boolean remove(byte[] key) {
        byte[] there = entries.get(key);
        if (there == null) {
            return false;
        }
        boolean over = ages.isOver(end(key, there));
        drop(key, there);
        return !over;
    }

    private void drop(byte[] key, byte[] there) {
        entries.remove(key);
        tally.remove(key, there);
        changed = true;
    }

    private static Ages.End end(byte[] key, byte[] entry) {
        if (!Entry.isWhole(key, entry)) {
            throw new IllegalStateException("an entry is not as it was written");
        }
        return Entry.end(entry);
    }

    /**
     * Drops what has ended among the next entries; begins anew behind the last one.
     *
     * @return how many were dropped
     */
    int sweep(int next) {
        Cursor<byte[], byte[]> some = entries.cursor(swept == null ? null : entries.higherKey(swept));
        byte[] last = null;
        int dropped = 0;
        for (int i = 0; i < next && some.hasNext(); i++) {
            last = some.next();
            byte[] entry = some.getValue();
            if (ages.isOver(end(last, entry))) {
                drop(last, entry);
                dropped++;
            }
        }
        swept = some.hasNext() ? last : null;
        return dropped;
    }

    /** Hands over all values of a kind that have not ended. */
    void each(String kind, BiConsumer<String, byte[]> visitor) {
        byte[] start = Entry.valuesOf(kind);
        MVStore.TxCounter reading = store.registerVersionUsage();
        try {
            for (Cursor<byte[], byte[]> all = entries.cursor(start); all.hasNext(); ) {
                byte[] key = all.next();
                if (!Entry.startsWith(key, start)) {
                    return;
                }
                byte[] entry = all.getValue();
                if (!ages.isOver(end(key, entry))) {
                    visitor.accept(Entry.text(key, start), Entry.value(entry));
                }
            }
        } finally {
            store.deregisterVersionUsage(reading);
        }
    }

    /** Whether there is something to commit. */
    boolean isChanged() {
        return changed;
    }

    /** Has all that was changed on the disk. */
    void commit() throws IOException {
        tally.commits++;
        tally.run = ages.run();
        tallies.put(TALLY, tally.toBytes());
        store.commit();
        store.sync();
        mark.write(tally.commits);
        changed = false;
        compactions = Math.min(compactions + 1, MOST_COMPACTIONS);
    }

    /** Frees some of the space that nothing is in. No more often than something was committed: MVStore would move the same pages for ever. */
    void compact() {
        if (compactions > 0) {
            compactions--;
            store.compact(FULL_ENOUGH, COMPACTED_AT_ONCE);
            store.commit();
        }
    }

    /** Commits, unless the file is of no use any more, and lets go of it. */
    @Override
    public void close() throws IOException {
        try {
            if (!store.isClosed()) {
                commit();
                store.close();
            }
        } finally {
            store.closeImmediately();
            mark.close();
        }
    }

    /** Lets go of the file as it is. */
    void abandon() throws IOException {
        try {
            store.closeImmediately();
        } finally {
            mark.close();
        }
    }
}
