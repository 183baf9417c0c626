package io.stagedoor.auth.jwt.internal.status;

/** A key that tokens may be signed with. Nothing of a secret but that it is one. Immutable. */
public final class KeyStatus {

    private final String kid;
    private final String kind;
    private final String algorithms;
    private final String sha256;
    private final long ageSeconds;

    /**
     * A key.
     *
     * @param kid see {@link #getKid}
     * @param kind see {@link #getKind}
     * @param algorithms see {@link #getAlgorithms}
     * @param sha256 see {@link #getSha256}
     * @param ageSeconds see {@link #getAgeSeconds}
     */
    public KeyStatus(String kid, String kind, String algorithms, String sha256, long ageSeconds) {
        this.kid = kid;
        this.kind = kind;
        this.algorithms = algorithms;
        this.sha256 = sha256;
        this.ageSeconds = ageSeconds;
    }

    /** What a token's {@code kid} calls it; empty for nothing. */
    public String getKid() {
        return kid;
    }

    /** {@code RSA 2048}, {@code EC P-256}, {@code OKP Ed25519} or {@code secret}. */
    public String getKind() {
        return kind;
    }

    /** The algorithms that it counts for, with commas between. */
    public String getAlgorithms() {
        return algorithms;
    }

    /** The beginning of the SHA-256 of its SubjectPublicKeyInfo, as the log has it; empty for a secret. */
    public String getSha256() {
        return sha256;
    }

    /** For how long this server has accepted it, since its bundle was started at most. */
    public long getAgeSeconds() {
        return ageSeconds;
    }
}
