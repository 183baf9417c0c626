package com.red5pro.server.stream.srt;

/** A stand-in of this name: what is behind it in Red5 Pro is not public. */
public interface ISRTConnection {}
