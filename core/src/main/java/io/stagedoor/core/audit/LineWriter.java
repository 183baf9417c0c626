package io.stagedoor.core.audit;

import io.stagedoor.auth.support.file.RotatedFile;
import io.stagedoor.auth.support.text.Redacted;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes lines to one file for as long as that goes, counts those that are lost, and says so once. Used by one thread, but {@link #failure}. */
final class LineWriter {

    private static final Logger LOG = LoggerFactory.getLogger(LineWriter.class);

    private final RotatedFile file;
    private final LostLines lost;
    private int unwritten;
    /** Why the last line could not be written; {@code null} if it could. */
    private volatile @Nullable String failure;

    /**
     * @param lost where lines are counted that could not be written
     */
    LineWriter(RotatedFile file, LostLines lost) {
        this.file = file;
        this.lost = lost;
    }

    void write(byte[] line) {
        unwritten++;
        try {
            file.write(line);
        } catch (IOException | RuntimeException e) { // the log's only thread must outlive whatever happens
            fails(e);
        }
    }

    void flush() {
        if (unwritten == 0) {
            return;
        }
        try {
            file.flush();
            unwritten = 0;
            if (failure != null) {
                failure = null;
                LOG.info("The audit log can be written again.");
            }
        } catch (IOException | RuntimeException e) { // as above
            fails(e);
        }
    }

    /** Why lines cannot be written, since the last one could not; empty if it could. By any thread. */
    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    private void fails(Exception e) {
        boolean isNew = failure == null;
        failure = Redacted.of(e.toString());
        lost.add(unwritten); // whoever sees how many are lost sees why
        unwritten = 0;
        if (isNew) {
            LOG.error("The audit log cannot be written: {}. Decisions continue; lost lines are counted.", e.toString());
        }
        try {
            file.close();
        } catch (IOException again) { // as the line before it
            LOG.debug("The audit log was not closed cleanly.", again);
        }
    }

    void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("The audit log was not closed cleanly: {}", e.toString());
        }
    }
}
