package com.red5pro.srt;

import com.red5pro.server.stream.srt.ISRTConnection;
import io.stagedoor.itests.probe.StandIn;

/** A stand-in of this name: what is behind it in Red5 Pro is not public. */
public final class SRTConnection extends StandIn implements ISRTConnection {}
