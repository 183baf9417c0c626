package io.stagedoor.auth.jwt.internal.claim;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.stagedoor.auth.jwt.internal.token.Refusal;
import io.stagedoor.auth.jwt.internal.token.StrictJson;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The claims that somebody wants to know, found in one pass over the payload of a token. Immutable once {@link Builder built}; thread-safe. */
public final class ClaimTree {

    private final Node root;
    private final int size;

    private ClaimTree(Node root, int size) {
        this.root = root;
        this.size = size;
    }

    private static final class Node {
        private final Map<String, Node> members = new HashMap<>();
        /** The index of the claim that stands here; below zero if nobody wants it. */
        private int slot = -1;
    }

    /** Collects which claims are wanted. For one thread. */
    public static final class Builder {
        private final Node root = new Node();
        private int size;

        /** Wants a claim; says by which index {@link Found} has it. The same path has the same index. */
        public int want(ClaimPath path) {
            Node node = root;
            for (String name : path.names()) {
                node = node.members.computeIfAbsent(name, unused -> new Node());
            }
            if (node.slot < 0) {
                node.slot = size++;
            }
            return node.slot;
        }

        /** The tree. Nothing must be wanted afterwards. */
        public ClaimTree build() {
            return new ClaimTree(root, size);
        }
    }

    /** The claims of one token. */
    public static final class Found {
        private final @Nullable ClaimValue[] values;

        private Found(int size) {
            values = new ClaimValue[size];
        }

        private void put(Node node, ClaimValue value) {
            if (node.slot >= 0) {
                values[node.slot] = value;
            }
        }

        /** What a claim says; {@code null} if the token does not have it. */
        public @Nullable ClaimValue value(int index) {
            return values[index];
        }
    }

    /**
     * The claims of a token that a key of ours has signed.
     *
     * @param others sees each member of the payload first, and must leave the parser where it is
     * @throws Refusal if it is not exactly one JSON object in strict form
     */
    public Found read(byte[] json, StrictJson.Member others) throws Refusal {
        Found found = new Found(size);
        StrictJson.readVerified(json, (name, value) -> {
            others.read(name, value);
            Node node = root.members.get(name);
            if (node == null) {
                value.skipChildren();
            } else {
                read(value, node, found);
            }
        });
        return found;
    }

    /** The parser stands on the value, and then on its last token. */
    private static void read(JsonParser value, Node node, Found found) throws IOException {
        switch (value.currentToken()) {
            case START_OBJECT -> readMembers(value, node, found);
            case START_ARRAY -> readItems(value, node, found);
            default -> {
                if (node.slot >= 0) { // else its text is not needed
                    found.put(node, scalar(value));
                }
            }
        }
    }

    private static ClaimValue scalar(JsonParser value) throws IOException {
        return switch (value.currentToken()) {
            case VALUE_NULL -> ClaimValue.nothing();
            case VALUE_STRING -> ClaimValue.text(value.getText());
            default -> ClaimValue.scalar(value.getText());
        };
    }

    private static void readMembers(JsonParser object, Node node, Found found) throws IOException {
        ClaimValue claim = ClaimValue.object();
        found.put(node, claim);
        for (String name = object.nextFieldName(); name != null; name = object.nextFieldName()) {
            claim.add(name);
            object.nextToken();
            readOrSkip(object, node.members.get(name), found);
        }
    }

    private static void readItems(JsonParser array, Node node, Found found) throws IOException {
        ClaimValue claim = ClaimValue.array();
        found.put(node, claim);
        for (int i = 0; array.nextToken() != JsonToken.END_ARRAY; i++) {
            JsonToken token = array.currentToken();
            if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
                claim.add(array.getText());
            }
            if (token != JsonToken.VALUE_STRING) {
                claim.hasOthers();
            }
            readOrSkip(array, node.members.isEmpty() ? null : node.members.get(String.valueOf(i)), found);
        }
    }

    private static void readOrSkip(JsonParser value, @Nullable Node node, Found found) throws IOException {
        if (node == null) {
            value.skipChildren();
        } else {
            read(value, node, found);
        }
    }
}
