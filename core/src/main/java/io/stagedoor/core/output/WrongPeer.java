package io.stagedoor.core.output;

import java.io.IOException;

/** Whoever is at the other end takes no lines: what was handed over to it may have gone nowhere. */
final class WrongPeer extends IOException {

    private static final long serialVersionUID = 1;

    /** @param why how that showed, and what to do: for operators */
    WrongPeer(String why) {
        super(why);
    }
}
