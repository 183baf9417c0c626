package com.red5pro.server.so;

import org.red5.server.net.rtmp.RTMPMinaConnection;

/** A stand-in of this name: what is behind it in Red5 Pro is not public. */
public class SharedObjectCapableConnection extends RTMPMinaConnection implements ISharedObjectCapableConnection {}
