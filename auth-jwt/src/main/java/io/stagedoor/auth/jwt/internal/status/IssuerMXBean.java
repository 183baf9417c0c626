package io.stagedoor.auth.jwt.internal.status;

/** The state of an issuer for operators, over JMX. Read only; shows no secret. */
public interface IssuerMXBean {

    /** What authenticators call it; empty as long as no configuration was good. */
    String getName();

    /** What {@code iss} of its tokens must be; empty as long as no configuration was good. */
    String getIssuer();

    /** What keeps it from working as it should, with the setting and what to do; empty if nothing does. */
    String getProblem();

    /** How many keys it has that tokens may be signed with. */
    int getKeyCount();

    /** The keys, {@value IssuerStatus#MOST} at most. */
    KeyStatus[] getKeys();

    /** The places on the web that keys are fetched from, {@value IssuerStatus#MOST} at most; none if all are in files. */
    PlaceStatus[] getPlaces();
}
