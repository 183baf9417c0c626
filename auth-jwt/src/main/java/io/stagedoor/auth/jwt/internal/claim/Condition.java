package io.stagedoor.auth.jwt.internal.claim;

/**
 * A condition for a claim, {@code CLAIM=VALUE}: it holds if the claim is, or contains, the value. The value {@code *} means that the claim
 * is there and not empty.
 *
 * @param path where the claim stands
 * @param index of the claim in what was {@linkplain ClaimTree.Found found}
 * @param value not empty
 */
public record Condition(ClaimPath path, int index, String value) {

    private static final String ANY = "*";

    /**
     * The condition that a text is.
     *
     * @param claims learns that the claim is wanted
     * @throws IllegalArgumentException with the reason why it is not a condition; does not show it
     */
    public static Condition of(String text, ClaimTree.Builder claims) {
        int equals = text.indexOf('=');
        String claim = equals < 0 ? "" : text.substring(0, equals).strip();
        String value = equals < 0 ? "" : text.substring(equals + 1).strip();
        if (claim.isEmpty() || value.isEmpty()) {
            throw new IllegalArgumentException("a condition is CLAIM=VALUE, or CLAIM=* for any value");
        }
        ClaimPath path = ClaimPath.of(claim);
        return new Condition(path, claims.want(path), value);
    }

    /** Whether it holds for a token. */
    public boolean holds(ClaimTree.Found found) {
        ClaimValue claim = found.value(index);
        if (claim == null) {
            return false;
        }
        var values = claim.values(path.isScope());
        return value.equals(ANY) ? values.stream().anyMatch(one -> !one.isBlank()) : values.contains(value);
    }

    /** As people write it. */
    @Override
    public String toString() {
        return path + "=" + value;
    }
}
