package com.red5pro.server.html5.websockets.net;

import io.stagedoor.itests.probe.StandIn;

/** A stand-in of this name: what is behind it in Red5 Pro is not public. */
public final class WebsocketsMinaConnection extends StandIn {}
