package io.stagedoor.red5.plugin.guard;

import io.stagedoor.red5.hook.EndReason;
import io.stagedoor.red5.hook.Ended;
import io.stagedoor.red5.hook.Usage;
import io.stagedoor.red5.hook.Use;
import java.util.Optional;

/** The end of a connection, or of something on it. */
record ConnectionEnded(Use use, String name, Optional<EndReason> reason, Usage usage) implements Ended {}
