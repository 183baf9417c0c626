package com.red5pro.srt;

import com.red5pro.server.stream.srt.ISRTConnection;
import org.red5.server.net.rtmp.RTMPMinaConnection;

/** A stand-in of this name: what is behind it in Red5 Pro is not public. */
public class SRTConnection extends RTMPMinaConnection implements ISRTConnection {}
