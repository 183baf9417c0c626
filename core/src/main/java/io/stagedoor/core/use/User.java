package io.stagedoor.core.use;

/**
 * Somebody who wants to use something.
 *
 * @param id by which it is known as long as it is connected, or comes again and again; no two have the same at one time. One that is empty, or longer than
 *     {@value #MOST_ID} characters, is no id
 * @param network that it comes from, as text; empty if it is not known, which is no network
 */
public record User(String id, String network) {

    /** How long an id may be, in characters. */
    public static final int MOST_ID = 128;

    boolean isKnown() {
        return !id.isEmpty() && id.length() <= MOST_ID;
    }
}
