package io.stagedoor.red5.plugin.web;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.UnaryOperator;

/** The content of a response, as the plugin has it changed. */
public final class BenchedBody {

    private BenchedBody() {}

    /** Writes content in pieces, as a servlet does that serves a file. */
    public static void write(byte[] content, int piece, UnaryOperator<OutputStream> change, OutputStream client)
            throws IOException {
        HeldBody body = HeldBody.changing(change);
        body.isFor(new HeldBody.Client() {
            @Override
            public int status() {
                return 200;
            }

            @Override
            public OutputStream open() {
                return client;
            }
        });
        for (int at = 0; at < content.length; at += piece) {
            body.write(content, at, Math.min(piece, content.length - at));
        }
        body.complete();
        client.write(body.bytes());
    }
}
