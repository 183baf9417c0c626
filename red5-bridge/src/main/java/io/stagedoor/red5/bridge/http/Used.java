package io.stagedoor.red5.bridge.http;

import io.stagedoor.core.client.Holder;
import io.stagedoor.red5.hook.Usage;

/** What the hook counts, as the core knows it. */
final class Used {

    private Used() {}

    static Holder.Usage of(Usage usage) {
        return new Holder.Usage(usage.since(), usage.bytesIn(), usage.bytesOut());
    }
}
