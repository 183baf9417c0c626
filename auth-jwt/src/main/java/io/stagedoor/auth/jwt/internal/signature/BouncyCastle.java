package io.stagedoor.auth.jwt.internal.signature;

import java.security.Provider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Bouncy Castle's provider, as an object that is handed over and never registered: the platform's list of providers belongs to the server. It is
 * made when the first key needs it.
 */
final class BouncyCastle {

    static final Provider PROVIDER = new BouncyCastleProvider();

    private BouncyCastle() {}
}
