package io.stagedoor.core.audit;

import java.util.List;

/** Where the audit log's lines go beside its files. Thread-safe. */
public interface Outputs {

    /** Nowhere. */
    Outputs NONE = new Outputs() {
        @Override
        public void tell(AuditLine line) {
            // There is no output.
        }

        @Override
        public List<OutputState> states() {
            return List.of();
        }

        @Override
        public List<String> problems() {
            return List.of();
        }
    };

    /**
     * Takes a line, or counts it as lost if there is no room. Never waits: the thread that decides calls it.
     *
     * @param line one that a file of the log has, too
     */
    void tell(AuditLine line);

    /** How each of them is. */
    List<OutputState> states();

    /** What is wrong with them; each names the setting and what to do. Empty for nothing. */
    List<String> problems();
}
