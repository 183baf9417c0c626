package io.stagedoor.red5.plugin.guard;

import io.stagedoor.host.Outage;
import io.stagedoor.red5.hook.Gate;
import io.stagedoor.red5.hook.Verdict;
import java.time.Duration;
import java.util.function.Function;

/** What Red5's side of the hook does while gates come and go, for tests that have no Red5: the plugin's own holder. */
public final class WaitingGate {

    private final GateHolder holder = new GateHolder(Outage.atStart());

    /** Questions wait so long for the next gate. */
    public WaitingGate(Duration grace) {
        holder.grace(grace);
    }

    /** The gate of the moment is now this one; {@code null}: there is none. */
    public void set(Gate gate) {
        holder.set(gate);
    }

    /** Asks the gate of the moment, or the next one. */
    public Verdict ask(Function<Gate, Verdict> question) {
        return holder.ask(question);
    }
}
