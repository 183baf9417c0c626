package io.stagedoor.core.audit;

import io.stagedoor.auth.support.file.RotatedFile;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes lines to one file for as long as that goes, counts those that are lost, and says so once. Used by one thread. */
final class LineWriter {

    private static final Logger LOG = LoggerFactory.getLogger(LineWriter.class);

    private final RotatedFile file;
    private final LostLines lost;
    private int unwritten;
    private boolean failing;

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
            if (failing) {
                failing = false;
                LOG.info("The audit log can be written again.");
            }
        } catch (IOException | RuntimeException e) { // as above
            fails(e);
        }
    }

    private void fails(Exception e) {
        lost.add(unwritten);
        unwritten = 0;
        if (!failing) {
            failing = true;
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
