package com.red5pro.server.stream.restreamer;

import org.red5.server.api.stream.IStreamCapableConnection;

/** A stand-in of this name: what is behind it in Red5 Pro is not public. */
public interface IConnectorShell extends IStreamCapableConnection {}
