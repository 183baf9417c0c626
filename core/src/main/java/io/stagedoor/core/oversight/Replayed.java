package io.stagedoor.core.oversight;

/**
 * What would become of a recorded request by other settings.
 *
 * @param verdict as the answer has it
 * @param reason of the decision that would be made, as the audit log has it; empty if that is not known
 * @param why a sentence without a full stop, with the setting if one is the cause
 */
record Replayed(Verdict verdict, String reason, String why) {

    /** What came of it. */
    enum Verdict {
        /** The same, whatever the client showed. */
        SAME("same"),
        /** The same, if the authenticator that decided says the same again. */
        ASSUMED("assumed"),
        WOULD_REFUSE("wouldRefuse"),
        WOULD_ALLOW("wouldAllow"),
        CANNOT_TELL("cannotTell");

        private final String shown;

        Verdict(String shown) {
            this.shown = shown;
        }

        /** The name in the answer. */
        String shown() {
            return shown;
        }
    }

    static Replayed same(String why) {
        return new Replayed(Verdict.SAME, "", why);
    }

    static Replayed assumed(String name) {
        return new Replayed(
                Verdict.ASSUMED, "", "'" + name + "' is asked as well, and is taken to say what it said then");
    }

    static Replayed unknown(String why) {
        return new Replayed(Verdict.CANNOT_TELL, "", why);
    }

    /** Compared with what was decided. */
    static Replayed allowed(boolean before, String reason, String why) {
        return before ? same(why) : new Replayed(Verdict.WOULD_ALLOW, reason, why);
    }

    /** Compared with what was decided. */
    static Replayed refused(boolean before, String reason, String why) {
        return before ? new Replayed(Verdict.WOULD_REFUSE, reason, why) : same(why);
    }
}
