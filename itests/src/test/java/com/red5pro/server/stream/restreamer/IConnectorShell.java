package com.red5pro.server.stream.restreamer;

/** A stand-in of this name: what is behind it in Red5 Pro is not public. */
public interface IConnectorShell {}
