package com.red5pro.webrtc;

import com.red5pro.server.stream.webrtc.IWebRTCConnection;
import org.red5.server.net.rtmp.RTMPMinaConnection;

/** A stand-in of this name: what is behind it in Red5 Pro is not public. */
public class RTCConnection extends RTMPMinaConnection implements IWebRTCConnection {}
