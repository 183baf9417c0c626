package io.stagedoor.red5.plugin;

import org.red5.server.plugin.Red5Plugin;

/** x. */
public final class StagedoorPlugin extends Red5Plugin {}
