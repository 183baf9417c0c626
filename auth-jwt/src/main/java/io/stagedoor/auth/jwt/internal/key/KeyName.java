package io.stagedoor.auth.jwt.internal.key;

import java.util.regex.Pattern;

/** A name that the configuration gives a key or a secret: what {@code kid} may call it. */
public final class KeyName {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private KeyName() {}

    /**
     * Returns if this is a name.
     *
     * @param property for the message
     * @throws IllegalArgumentException naming the property
     */
    public static void require(String property, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    property + ": a name is 1 to 64 letters, digits and the characters . _ -; choose another");
        }
    }
}
