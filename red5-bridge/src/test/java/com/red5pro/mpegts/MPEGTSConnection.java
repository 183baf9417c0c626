package com.red5pro.mpegts;

import com.red5pro.server.stream.mpegts.IMPEGTSConnection;
import org.red5.server.net.rtmp.RTMPMinaConnection;

/** A stand-in of this name: what is behind it in Red5 Pro is not public. */
public class MPEGTSConnection extends RTMPMinaConnection implements IMPEGTSConnection {}
