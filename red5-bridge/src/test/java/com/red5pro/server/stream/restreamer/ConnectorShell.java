package com.red5pro.server.stream.restreamer;

import org.red5.server.net.rtmp.RTMPMinaConnection;

/** A stand-in of this name: what is behind it in Red5 Pro is not public. */
public class ConnectorShell extends RTMPMinaConnection implements IConnectorShell {}
