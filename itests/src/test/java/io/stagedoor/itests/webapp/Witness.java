package io.stagedoor.itests.webapp;

import io.stagedoor.red5.hook.Declaration;
import org.slf4j.LoggerFactory;

/** Lies on Red5's class path, and tells what Red5 does with the objects that clients send. */
public class Witness {

    /** Called by Red5 while it decodes a client's message. */
    public void setObject(Object object) {
        String says = object instanceof Declaration declaration
                ? declaration.declared().toString()
                : "";
        LoggerFactory.getLogger(Witness.class)
                .info("was given {} {}", object.getClass().getName(), says);
    }
}
