package io.stagedoor.red5.plugin.guard;

import io.stagedoor.host.Gates;
import io.stagedoor.host.Outage;
import io.stagedoor.red5.hook.Gate;
import io.stagedoor.red5.hook.Verdict;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Holds the gate that the bridge offers. No thread that reads for all clients waits for one. */
final class GateHolder extends Gates<Gate> {

    private static final String BUNDLE = "red5-bridge.jar";

    GateHolder(Outage outage) {
        super(BUNDLE, outage);
    }

    GateHolder(Outage outage, LongSupplier nanoTime) {
        super(BUNDLE, outage, nanoTime);
    }

    /**
     * As {@link Gates#ask(Function, java.util.function.Predicate, Object)}.
     *
     * @return a refusal when nobody answers
     */
    Verdict ask(Function<Gate, Verdict> question) {
        return ask(question, Verdict::allowed, Verdict.refuse());
    }

    @Override
    protected boolean mayWait() {
        return !Thread.currentThread().getName().startsWith("NioProcessor");
    }
}
