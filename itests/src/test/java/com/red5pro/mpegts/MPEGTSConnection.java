package com.red5pro.mpegts;

import com.red5pro.server.stream.mpegts.IMPEGTSConnection;
import io.stagedoor.itests.probe.StandIn;

/** A stand-in of this name: what is behind it in Red5 Pro is not public. */
public final class MPEGTSConnection extends StandIn implements IMPEGTSConnection {}
