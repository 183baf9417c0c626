package com.red5pro.server.so;

/** A stand-in of this name: what is behind it in Red5 Pro is not public. */
public interface ISharedObjectCapableConnection {}
