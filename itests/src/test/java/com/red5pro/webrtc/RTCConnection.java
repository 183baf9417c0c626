package com.red5pro.webrtc;

import com.red5pro.server.stream.webrtc.IWebRTCConnection;
import io.stagedoor.itests.probe.StandIn;

/** A stand-in of this name: what is behind it in Red5 Pro is not public. */
public final class RTCConnection extends StandIn implements IWebRTCConnection {}
